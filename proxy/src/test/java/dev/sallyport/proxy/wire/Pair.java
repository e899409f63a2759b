package dev.sallyport.proxy.wire;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The two peers of a flow: they come to be when a scenario asks for them. */
final class Pair implements AutoCloseable {

  /** How much is sent at once. */
  static final int BURST = 48 << 10;

  private final Stage stage;
  private final Layer layer;
  private final int number;
  private @Nullable Peer client;
  private @Nullable Peer backend;

  /**
   * @param number what the client greets the backend by
   */
  Pair(Stage stage, Layer layer, int number) {
    this.stage = stage;
    this.layer = layer;
    this.number = number;
  }

  /** Connects both through the proxy; each has had data of the other when it returns. */
  void open() throws IOException {
    connect().handshake();
    accept().handshake();
    greet();
  }

  /** The client's TCP connection alone. */
  Peer connect() throws IOException {
    client = stage.connect(layer);
    return client;
  }

  /** The same of a client that does not trust the proxy's certificate. */
  Peer connectDistrusting() throws IOException {
    client = stage.connectDistrusting(layer);
    return client;
  }

  /** The same where no backend listens. */
  Peer connectToNobody() throws IOException {
    client = stage.connectToNobody(layer);
    return client;
  }

  /** The same of a backend that the proxy does not trust. */
  Peer acceptAsStranger() throws IOException {
    backend = stage.acceptAsStranger(layer);
    return backend;
  }

  /** The backend's TCP connection alone, which the proxy dials as soon as it has the client's. */
  Peer accept() throws IOException {
    backend = stage.accept(layer);
    return backend;
  }

  /** The client says its number, and the backend gives it back. */
  void greet() throws IOException {
    byte[] greeting = {(byte) (number >> 8), (byte) number};
    client().send(greeting);
    byte[] heard = backend().receive(greeting.length);
    if (!Arrays.equals(greeting, heard)) {
      throw new IOException("the backend was greeted by " + Arrays.toString(heard));
    }
    backend().send(heard);
    client().receive(heard.length);
  }

  /** Much from both to both, which nobody reads here. */
  void burst() throws IOException {
    client().send(new byte[BURST]);
    backend().send(new byte[BURST]);
  }

  /** Waits until the proxy has ended its output to a peer that does not read what comes before. */
  void awaitFinBehindData(Peer.Role role) {
    Peer peer = of(role);
    KernelSockets.End proxys = new KernelSockets.End(peer.remotePort(), peer.port());
    await().until(() -> KernelSockets.in("fin-wait-1").contains(proxys));
  }

  Peer client() {
    return present(client);
  }

  Peer backend() {
    return present(backend);
  }

  Peer of(Peer.Role role) {
    return role == Peer.Role.CLIENT ? client() : backend();
  }

  private static Peer present(@Nullable Peer peer) {
    if (peer == null) {
      throw new IllegalStateException("not connected yet");
    }
    return peer;
  }

  /** The client's connection as the proxy's record names it, by which that is found. */
  String connection() {
    return "127.0.0.1:%d 127.0.0.1:%d".formatted(client().remotePort(), client().port());
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.close();
    }
    if (backend != null) {
      backend.close();
    }
  }
}
