package dev.sallyport.proxy.chaos;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.BusyServer;
import dev.sallyport.proxy.TcpTable;
import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.chaos.Cell.Fault;
import dev.sallyport.proxy.chaos.Cell.Stage;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One cell on sockets: a client and a server of its own, and the fault between one and the proxy.
 */
final class Experiment implements Closeable, Conversation.World {

  private static final Duration FREED_WITHIN = Duration.ofSeconds(2);
  private static final int NO_PORT = -1;
  private static final int PATIENCE_SECONDS = 60;

  /** What the proxy does to free what a flow has. */
  private static final Set<String> FREEING =
      Set.of("tcp.fin_sent", "tcp.fin_acked", "tcp.rst_sent", "tcp.closed", "tcp.dial_cancelled");

  private final Cell cell;
  private final String name;
  private final Endpoints endpoints;
  private final Conversation conversation;
  private final CompletableFuture<ChaosRelay> relay = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> client = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> server = new CompletableFuture<>();
  private final Queue<CompletableFuture<@Nullable Void>> speaking = new ConcurrentLinkedQueue<>();
  private final Deque<Closeable> open = new ArrayDeque<>();
  private final int dialled;

  private @Nullable BusyServer busy;
  private @Nullable SharedProxy proxy;

  /**
   * Sets the server up, so that a proxy can be started before it.
   *
   * @param name of its listener and backend
   */
  Experiment(Cell cell, String name, Endpoints endpoints) throws IOException {
    this.cell = cell;
    this.name = name;
    this.endpoints = endpoints;
    this.conversation = new Conversation(cell, this);
    int port = listen();
    boolean relayed = cell.near() == Side.UPSTREAM && !cell.isOfDial();
    this.dialled = relayed ? relayBefore(port) : port;
  }

  Cell cell() {
    return cell;
  }

  String name() {
    return name;
  }

  /** What the proxy is to dial. */
  int dialledPort() {
    return dialled;
  }

  /** Makes the experiment and checks all that has to come of it. */
  void run(SharedProxy shared, Expected expected) throws Exception {
    proxy = shared;
    try (this) {
      begin(shared.port(this));
      check(shared, expected);
    }
  }

  // ---- How it is set up

  private void begin(int listener) throws Exception {
    int port = cell.near() == DOWNSTREAM ? relayBefore(listener) : listener;
    Socket plain = keep(new Socket(InetAddress.getLoopbackAddress(), port));
    Thread thread = new Thread(() -> speak(client, plain, this::beClient), "client");
    thread.setDaemon(true);
    thread.start();
    BusyServer waiting = busy;
    if (waiting != null && cell.fault() != Fault.STALL) {
      acceptAtLast(waiting);
    }
  }

  /** Makes room for the proxy, once it waits and what is to happen meanwhile has. */
  private void acceptAtLast(BusyServer waiting) throws Exception {
    if (cell.isOfDial()) {
      awaitDialling();
    } else {
      relay().awaitStrike();
    }
    if (cell.fault().isBenign() || !cell.isTls()) {
      waiting.accept(this::beServer);
    }
  }

  private int listen() throws IOException {
    if (cell.isOfDial() && cell.fault() == Fault.RESET) {
      SocketChannel dead = keep(SocketChannel.open());
      dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return dead.socket().getLocalPort();
    }
    if (cell.stage() == Stage.DIALLING) {
      BusyServer full = BusyServer.start();
      open.push(full::close);
      busy = full;
      return full.port();
    }
    TestBackend backend = TestBackend.start(this::beServer);
    open.push(backend::close);
    return backend.port();
  }

  private int relayBefore(int port) throws IOException {
    ChaosRelay before = keep(ChaosRelay.before(port, cell));
    relay.complete(before);
    return before.port();
  }

  private <T extends Closeable> T keep(T opened) {
    open.push(opened);
    return opened;
  }

  // ---- The peers

  private interface Part {
    void speak(Socket plain) throws IOException, InterruptedException;
  }

  private void speak(CompletableFuture<@Nullable Void> said, Socket plain, Part part) {
    speaking.add(said);
    try {
      part.speak(plain);
      said.complete(null);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      said.completeExceptionally(e);
    }
  }

  private void beClient(Socket plain) throws IOException, InterruptedException {
    Socket socket = endpoints.client(cell, plain);
    if (cell.near() == DOWNSTREAM) {
      conversation.speakNear(socket);
    } else {
      conversation.speakFar(socket);
    }
  }

  private void beServer(Socket accepted) {
    speak(
        server,
        accepted,
        plain -> {
          Socket socket = endpoints.server(cell, plain);
          if (cell.near() == DOWNSTREAM) {
            conversation.speakFar(socket);
          } else {
            conversation.speakNear(socket);
          }
        });
  }

  @Override
  public ChaosRelay relay() {
    return relay.join();
  }

  @Override
  public void drain() throws InterruptedException {
    Objects.requireNonNull(proxy).drain();
  }

  @Override
  public void awaitDialling() {
    await().until(() -> TcpTable.isDialling(dialled));
  }

  // ---- What has to come of it

  private void check(SharedProxy shared, Expected expected) throws Exception {
    FlowRecord record = shared.record(this);
    if (!cell.isOfDial()) {
      relay().awaitStrike();
    }
    expected.check(record);
    Traces.check(cell, record);
    checkFreed(record, shared.port(this));
    if (cell.fault().isBenign()) {
      client.get(PATIENCE_SECONDS, SECONDS);
      server.get(PATIENCE_SECONDS, SECONDS);
    }
    close();
    checkHeard();
  }

  /** Nothing is left of it soon after the last that happened to the proxy. */
  private void checkFreed(FlowRecord record, int port) {
    long last =
        record.timeline().stream()
            .filter(entry -> !FREEING.contains(entry.event()))
            .mapToLong(TimelineEntry::micros)
            .max()
            .orElseThrow();
    assertThat(Duration.ofNanos((record.ending().durationMicros() - last) * 1000))
        .as(FlowJson.write(record))
        .isLessThan(FREED_WITHIN);
    await().until(() -> !TcpTable.isDialling(dialled));
    // Those that fill a queue are not the proxy's.
    int ofProxy = cell.stage() == Stage.DIALLING ? NO_PORT : dialled;
    await().until(() -> !TcpTable.isOpen(port, ofProxy));
  }

  /** What arrived is what was sent, and all of it where nothing was lost on the way. */
  private void checkHeard() {
    boolean altered = cell.fault() == Fault.CORRUPT && !cell.isTls();
    assertThat(conversation.far().altered()).as("bytes altered").isEqualTo(altered ? 1 : 0);
    assertThat(conversation.near().altered()).as("bytes altered").isZero();
    if (cell.fault().isBenign() || altered) {
      assertThat(conversation.near().count()).isEqualTo(Heard.SIZE);
      assertThat(conversation.far().count()).isEqualTo(Heard.SIZE);
    }
  }

  /** Ends what is still there, and waits for the peers. */
  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    speaking.forEach(Experiment::awaitCut);
  }

  /** A peer may be cut off, but not fail otherwise. */
  private static void awaitCut(CompletableFuture<@Nullable Void> peer) {
    try {
      peer.get(PATIENCE_SECONDS, SECONDS);
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof IOException)) {
        throw new AssertionError("a peer failed", failed.getCause());
      }
    } catch (InterruptedException | TimeoutException stuck) {
      throw new AssertionError("a peer does not end", stuck);
    }
  }
}
