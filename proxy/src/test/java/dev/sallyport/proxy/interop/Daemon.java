package dev.sallyport.proxy.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A server that has to be told its ports, and what it says, which goes to a file. */
final class Daemon implements AutoCloseable {

  /** A port that is free may be another's before the server has it. */
  private static final int ATTEMPTS = 5;

  private final Process process;
  private final Path log;
  private final List<Integer> ports;

  private Daemon(Process process, Path log, List<Integer> ports) {
    this.process = process;
    this.log = log;
    this.ports = List.copyOf(ports);
  }

  /** Starts a server at these ports. */
  interface Starter {
    Process start(List<Integer> ports) throws IOException;
  }

  /**
   * Starts one at so many ports; on return it accepts at all of them.
   *
   * @param log where the starter lets it write
   */
  static Daemon start(int count, Path log, Starter starter) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Integer> ports = freePorts(count);
      Process process = starter.start(ports);
      await().until(() -> !process.isAlive() || ports.stream().allMatch(Daemon::accepts));
      if (process.isAlive()) {
        return new Daemon(process, log, ports);
      }
    }
    throw new AssertionError("it does not stay: " + Files.readString(log));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < count) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean accepts(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The port of this number, from 0 on. */
  int port(int index) {
    return ports.get(index);
  }

  /**
   * Waits until it has said something so often since it was started, and tells what it said since
   * the time before the last.
   */
  String said(Pattern each, int times) throws IOException {
    List<Integer> ends = new ArrayList<>();
    await()
        .until(
            () -> {
              ends.clear();
              each.matcher(text()).results().forEach(found -> ends.add(found.end()));
              return ends.size() >= times;
            });
    int from = times > 1 ? ends.get(times - 2) : 0;
    return text().substring(from, ends.get(times - 1));
  }

  private String text() throws IOException {
    return Files.readString(log, ISO_8859_1);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
