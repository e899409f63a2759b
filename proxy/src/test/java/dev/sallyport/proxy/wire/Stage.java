package dev.sallyport.proxy.wire;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.JdkTls;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A listener and a backend of a house for each {@link Layer}, between which scenarios are played.
 */
final class Stage implements AutoCloseable {

  /** What the proxy does by itself. */
  enum Kind {
    /** Nothing: scenarios are played one after the other. */
    PATIENT(Limits.USUAL, 0),
    /** The same, but nobody takes much that he does not read. */
    NARROW(Limits.USUAL, SMALL),
    /** It is drained when all scenarios have begun; nothing can be played after it. */
    DRAINED(Limits.USUAL, SMALL),
    /** Its time limits are short: all scenarios begin, then their ends are awaited. */
    HASTY(Limits.SHORT, SMALL);

    private final Limits limits;
    private final int receiveBuffer;

    Kind(Limits limits, int receiveBuffer) {
      this.limits = limits;
      this.receiveBuffer = receiveBuffer;
    }

    Limits limits() {
      return limits;
    }
  }

  /** How long the proxy waits, which is the same for all stages of a house. */
  enum Limits {
    USUAL("timeouts.drain = 500ms"),
    SHORT("timeouts { idle = 400ms, half-close = 400ms, close = 400ms }");

    private final String settings;

    Limits(String settings) {
      this.settings = settings;
    }

    /** As the configuration has them. */
    String settings() {
      return settings;
    }
  }

  /** Where data is to be stuck, the peers' receive buffers are of this size. */
  private static final int SMALL = 8 << 10;

  private static final int BACKLOG = 50;
  private static final int REHEARSALS = 60;

  private static final TestCertificates STRANGER = TestCertificates.authority("a stranger");

  private final Kind kind;
  private final House house;
  private final SSLContext backendTls;
  private final Map<Layer, ServerSocketChannel> backends = new EnumMap<>(Layer.class);
  private final Socket dead = new Socket();
  private final List<Played> played = new ArrayList<>();

  /**
   * A scenario that was played.
   *
   * @param failure what went wrong in playing it, or null
   * @param timeWaits as they were when the flow had its record
   */
  record Played(
      Scenario scenario, FlowRecord record, @Nullable Exception failure, TimeWaits timeWaits) {}

  private Stage(Kind kind, House house) throws IOException {
    this.kind = kind;
    this.house = house;
    dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    backendTls = JdkTls.context(house.ca().server("app.test"), null);
    for (Layer layer : Layer.values()) {
      backends.put(layer, listen(kind.receiveBuffer));
      house.serve(layer, listener(layer), port(layer), kind == Kind.PATIENT);
      house.serve(layer, nobody(layer), dead.getLocalPort(), false);
    }
  }

  /** Opens a stage of a house that is not started yet. */
  static Stage open(Kind kind, House house) throws IOException {
    return new Stage(kind, house);
  }

  private static ServerSocketChannel listen(int receiveBuffer) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    if (receiveBuffer > 0) {
      listening.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    }
    return listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
  }

  /** The listener of a layer, and its backend. */
  private String listener(Layer layer) {
    return kind.name().toLowerCase(Locale.ROOT) + "-" + layer.listener();
  }

  /** The one whose backend does not listen. */
  private String nobody(Layer layer) {
    return listener(layer) + "-nobody";
  }

  private int port(Layer layer) {
    return backend(layer).socket().getLocalPort();
  }

  private ServerSocketChannel backend(Layer layer) {
    ServerSocketChannel backend = backends.get(layer);
    if (backend == null) {
      throw new IllegalStateException("no backend for " + layer);
    }
    return backend;
  }

  /** Whether a scenario is to be played here. */
  boolean suits(Scenario scenario) {
    return scenario.stage() == kind;
  }

  /** All that anything goes over. */
  List<Integer> ports() {
    List<Integer> ports = new ArrayList<>(List.of(dead.getLocalPort()));
    for (Layer layer : Layer.values()) {
      ports.add(house.address(listener(layer)).getPort());
      ports.add(house.address(nobody(layer)).getPort());
      ports.add(port(layer));
    }
    return ports;
  }

  /** Where a backend listens. */
  InetSocketAddress backendAddress(Layer layer) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(layer));
  }

  Peer connect(Layer layer) throws IOException {
    return connect(layer, listener(layer), house.ca());
  }

  /** A client that does not trust the CA of the proxy's certificate. */
  Peer connectDistrusting(Layer layer) throws IOException {
    return connect(layer, listener(layer), STRANGER);
  }

  /** A client of a backend that does not listen. */
  Peer connectToNobody(Layer layer) throws IOException {
    return connect(layer, nobody(layer), house.ca());
  }

  private Peer connect(Layer layer, String listener, TestCertificates trust) throws IOException {
    SSLEngine engine = null;
    if (layer.isTls()) {
      engine = JdkTls.context(null, trust.certificate()).createSSLEngine("web.test", 443);
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {layer.title()});
    }
    return Peer.connect(house.address(listener), engine, kind.receiveBuffer);
  }

  Peer accept(Layer layer) throws IOException {
    return accept(layer, backendTls);
  }

  /** A backend whose certificate the proxy does not trust. */
  Peer acceptAsStranger(Layer layer) throws IOException {
    return accept(layer, JdkTls.context(STRANGER.server("app.test"), null));
  }

  private Peer accept(Layer layer, SSLContext context) throws IOException {
    SSLEngine engine = null;
    if (layer.isTls()) {
      engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setEnabledProtocols(new String[] {layer.title()});
    }
    return Peer.accept(backend(layer), engine);
  }

  /**
   * Plays some that do not count, so that what counts does not meet cold code, here or in the
   * proxy; where it is to be drained, that is another stage's.
   */
  void rehearse() throws Exception {
    if (kind == Kind.DRAINED) {
      return;
    }
    int rehearsed = 0;
    for (int round = 0; round < REHEARSALS; round++) {
      for (Layer layer : Layer.values()) {
        for (Peer.Role first : Peer.Role.values()) {
          Cell.Traffic traffic = round % 2 == 0 ? Cell.Traffic.IDLE : Cell.Traffic.IN_FLIGHT;
          Cell cell = new Cell(layer, first, Close.HALF_CLOSE, traffic);
          Running done = act(List.of(cell.scenario())).get(0);
          if (done.failure != null) {
            throw done.failure;
          }
          rehearsed++;
        }
      }
    }
    house.records(rehearsed);
  }

  /** Plays these; on return each flow has its record. */
  void play(List<Scenario> scenarios) throws Exception {
    if (kind == Kind.PATIENT || kind == Kind.NARROW) {
      for (Scenario scenario : scenarios) {
        playTogether(List.of(scenario));
      }
    } else {
      playTogether(scenarios);
    }
  }

  private void playTogether(List<Scenario> scenarios) throws Exception {
    List<Running> running = act(scenarios);
    Map<String, FlowRecord> known = house.records(running.size());
    TimeWaits timeWaits = TimeWaits.now();
    for (Running begun : running) {
      FlowRecord record = known.get(begun.pair.connection());
      if (record == null) {
        throw new AssertionError("no record of " + begun.scenario.title());
      }
      played.add(new Played(begun.scenario, record, begun.failure, timeWaits));
    }
  }

  /** Begins all, drains the proxy if it is to be, and then ends all. */
  private List<Running> act(List<Scenario> scenarios) throws Exception {
    List<Running> running = new ArrayList<>();
    try {
      for (Scenario scenario : scenarios) {
        Running begun = new Running(scenario, new Pair(this, scenario.layer(), running.size()));
        running.add(begun);
        begun.act(scenario.begin());
      }
      if (kind == Kind.DRAINED) {
        house.drain();
      }
      for (Running begun : running) {
        begun.act(begun.scenario.end());
      }
    } finally {
      for (Running begun : running) {
        begun.pair.close();
      }
    }
    return running;
  }

  private static final class Running {
    private final Scenario scenario;
    private final Pair pair;
    private @Nullable Exception failure;

    Running(Scenario scenario, Pair pair) {
      this.scenario = scenario;
      this.pair = pair;
    }

    void act(Scenario.Act act) {
      if (failure == null) {
        try {
          act.play(pair);
        } catch (Exception e) {
          failure = e;
        }
      }
    }
  }

  /** What was played so far and counts. */
  List<Played> played() {
    return List.copyOf(played);
  }

  @Override
  public void close() throws IOException {
    dead.close();
    for (ServerSocketChannel backend : backends.values()) {
      backend.close();
    }
  }
}
