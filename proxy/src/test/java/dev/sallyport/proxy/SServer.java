package dev.sallyport.proxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An {@code openssl s_server} that answers a request by a page about the connection. */
final class SServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private SServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one on a port that is free; on return it accepts.
   *
   * @param identity the name of its files in {@code directory}, without {@code .pem} and {@code
   *     .key}
   */
  static SServer start(Path directory, String identity, List<String> options) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    return start(directory, identity, port, options);
  }

  /** The same on a given port. */
  static SServer start(Path directory, String identity, int port, List<String> options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("s_server", "-www", "-accept", "127.0.0.1:" + port));
    arguments.addAll(List.of("-cert", directory.resolve(identity + ".pem").toString()));
    arguments.addAll(List.of("-key", directory.resolve(identity + ".key").toString()));
    arguments.addAll(options);
    Process process = Tool.of("openssl").start(arguments, directory.resolve("s_server.txt"));
    SServer started = new SServer(process, port);
    await().atMost(Duration.ofSeconds(20)).until(started::accepts);
    return started;
  }

  int port() {
    return port;
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
