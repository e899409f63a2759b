package dev.sallyport.proxy.wire;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.JdkTls;
import dev.sallyport.proxy.RunningProxy;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A proxy with a listener and a backend for each {@link Layer}, on which scenarios are played. */
final class Stage implements AutoCloseable {

  /** What the proxy does by itself. */
  enum Kind {
    /** Nothing: scenarios are played one after the other. */
    PATIENT("", 0),
    /** The same, but nobody takes much that he does not read. */
    NARROW("", SMALL),
    /** Its time limits are short: all scenarios begin, then their ends are awaited. */
    HASTY("timeouts { idle = 400ms, half-close = 400ms, close = 400ms }", SMALL),
    /** It is drained when all scenarios have begun. */
    DRAINED("timeouts.drain = 500ms", SMALL);

    private final String settings;
    private final int receiveBuffer;

    Kind(String settings, int receiveBuffer) {
      this.settings = settings;
      this.receiveBuffer = receiveBuffer;
    }
  }

  /** Where data is to be stuck, the peers' receive buffers are of this size. */
  private static final int SMALL = 8 << 10;

  private static final int BACKLOG = 50;
  private static final int REHEARSALS = 20;
  private static final int PATIENCE_SECONDS = 30;

  private static final TestCertificates STRANGER = TestCertificates.authority("a stranger");

  private final Kind kind;
  private final Path directory;
  private final TestCertificates ca;
  private final SSLContext backendTls;
  private final Map<Layer, ServerSocketChannel> backends = new EnumMap<>(Layer.class);
  private final Socket dead = new Socket();
  private final RunningProxy proxy;
  private final BlockingQueue<FlowRecord> records = new LinkedBlockingQueue<>();
  private final List<Played> played = new ArrayList<>();
  private int flows;

  /**
   * A scenario that was played.
   *
   * @param failure what went wrong in playing it, or null
   * @param timeWaits as they were when the flow had its record
   */
  record Played(
      Scenario scenario, FlowRecord record, @Nullable Exception failure, TimeWaits timeWaits) {}

  private Stage(Kind kind, Path directory, String settings) throws IOException {
    this.kind = kind;
    this.directory = Files.createDirectories(directory);
    this.ca = TestCertificates.authority("CA of " + kind);
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    backendTls = JdkTls.context(ca.server("app.test"), null);
    StringBuilder text = new StringBuilder(kind.settings).append('\n').append(settings);
    text.append("\nkey-log.file = \"keys.log\"\n");
    for (Layer layer : Layer.values()) {
      backends.put(layer, listen(kind.receiveBuffer));
      text.append(configuration(layer, layer.listener(), port(layer)));
      text.append(configuration(layer, nobody(layer), dead.getLocalPort()));
    }
    proxy = RunningProxy.start(directory, text.toString(), records::add);
  }

  /**
   * @param settings what else its proxy is told
   */
  static Stage open(Kind kind, Path directory, String settings) throws IOException {
    return new Stage(kind, directory, settings);
  }

  private static ServerSocketChannel listen(int receiveBuffer) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    if (receiveBuffer > 0) {
      listening.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    }
    return listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
  }

  /** The listener whose backend does not listen. */
  private static String nobody(Layer layer) {
    return "nobody-" + layer.listener();
  }

  private String configuration(Layer layer, String name, int port) {
    String text =
        """
        listeners.%1$s { bind = "127.0.0.1:0", backend = %1$s }
        backends.%1$s.servers = ["127.0.0.1:%2$d"]
        """
            .formatted(name, port);
    return layer.isTls()
        ? text
            + """
            listeners.%1$s.tls {
              certificates = [ { cert = "web.pem", key = "web.key" } ], versions = ["%2$s"]
            }
            backends.%1$s.tls {
              trust = "ca.pem", server-name = app.test, versions = ["%2$s"], resumption = %3$s
            }
            """
                .formatted(name, layer.version(), kind == Kind.PATIENT ? "on" : "off")
        : text;
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
      ports.add(proxy.address(layer.listener()).getPort());
      ports.add(proxy.address(nobody(layer)).getPort());
      ports.add(port(layer));
    }
    return ports;
  }

  Path keys() {
    return directory.resolve("keys.log");
  }

  /** Where a backend listens. */
  InetSocketAddress backendAddress(Layer layer) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(layer));
  }

  Peer connect(Layer layer) throws IOException {
    return connect(layer, layer.listener(), ca);
  }

  /** A client that does not trust the CA of the proxy's certificate. */
  Peer connectDistrusting(Layer layer) throws IOException {
    return connect(layer, layer.listener(), STRANGER);
  }

  /** A client of a backend that does not listen. */
  Peer connectToNobody(Layer layer) throws IOException {
    return connect(layer, nobody(layer), ca);
  }

  private Peer connect(Layer layer, String listener, TestCertificates trust) throws IOException {
    SSLEngine engine = null;
    if (layer.isTls()) {
      engine = JdkTls.context(null, trust.certificate()).createSSLEngine("web.test", 443);
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {layer.title()});
    }
    return Peer.connect(proxy.address(listener), engine, kind.receiveBuffer);
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

  /** Plays some that do not count, so that what counts does not meet cold code. */
  void rehearse() throws Exception {
    for (int round = 0; round < REHEARSALS; round++) {
      for (Layer layer : Layer.values()) {
        for (Peer.Role first : Peer.Role.values()) {
          Cell cell = new Cell(layer, first, Close.HALF_CLOSE, Cell.Traffic.IN_FLIGHT);
          playTogether(List.of(cell.scenario()));
        }
      }
    }
    played.clear();
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
    List<Running> running = new ArrayList<>();
    try {
      for (Scenario scenario : scenarios) {
        Running begun = new Running(scenario, new Pair(this, scenario.layer(), running.size()));
        running.add(begun);
        begun.act(scenario.begin());
      }
      CompletableFuture<Boolean> drained =
          kind == Kind.DRAINED ? proxy.drain() : CompletableFuture.completedFuture(true);
      for (Running begun : running) {
        begun.act(begun.scenario.end());
      }
      drained.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      for (Running begun : running) {
        begun.pair.close();
      }
    }
    flows += running.size();
    Map<String, FlowRecord> known = new HashMap<>();
    while (known.size() < running.size()) {
      FlowRecord record = records.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (record == null) {
        running.removeIf(begun -> known.containsKey(begun.pair.connection()));
        throw new AssertionError("no record of " + running);
      }
      known.put(record.downstream().local() + " " + record.downstream().remote(), record);
    }
    TimeWaits timeWaits = TimeWaits.now();
    for (Running begun : running) {
      FlowRecord record = known.get(begun.pair.connection());
      if (record == null) {
        throw new AssertionError("no record of " + begun.scenario);
      }
      played.add(new Played(begun.scenario, record, begun.failure, timeWaits));
    }
  }

  private static final class Running {
    private final Scenario scenario;
    private final Pair pair;
    private @Nullable Exception failure;

    Running(Scenario scenario, Pair pair) {
      this.scenario = scenario;
      this.pair = pair;
    }

    @Override
    public String toString() {
      return scenario.title();
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

  /** Checks that there are no more records than flows. */
  void hasNoOtherRecords() {
    proxy.records(flows);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    dead.close();
    for (ServerSocketChannel backend : backends.values()) {
      backend.close();
    }
  }
}
