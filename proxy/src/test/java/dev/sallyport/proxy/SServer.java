package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An {@code openssl s_server}. */
public final class SServer implements AutoCloseable {
  /** What it says then; behind it stands where, if the kernel chose the port. */
  private static final String ACCEPTS = "ACCEPT";

  private static final String AT = ACCEPTS + " 127.0.0.1:";

  private final Process process;
  private final int port;

  private SServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one that answers a request by a page about the connection, at a port that the kernel
   * chooses; on return it accepts.
   *
   * @param identity the name of its files in {@code directory}, without {@code .pem} and {@code
   *     .key}
   */
  static SServer start(Path directory, String identity, List<String> options) throws IOException {
    return start(directory, identity, 0, options);
  }

  /** The same at a given port. */
  static SServer start(Path directory, String identity, int port, List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-www"));
    arguments.addAll(List.of("-cert", directory.resolve(identity + ".pem").toString()));
    arguments.addAll(List.of("-key", directory.resolve(identity + ".key").toString()));
    arguments.addAll(options);
    return listen(directory.resolve("s_server.txt"), port, arguments);
  }

  /**
   * Starts one with just these options; on return it accepts.
   *
   * @param errors where what it complains of goes
   * @param port where; 0: the kernel chooses
   */
  public static SServer listen(Path errors, int port, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:" + port));
    arguments.addAll(options);
    Process process = Tool.of("openssl").start(arguments, errors);
    BufferedReader out = process.inputReader(UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith(ACCEPTS)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new AssertionError("s_server does not accept: see " + errors);
    }
    Thread drain = new Thread(() -> skip(out), "s_server");
    drain.setDaemon(true);
    drain.start();
    return new SServer(process, port == 0 ? Integer.parseInt(line.substring(AT.length())) : port);
  }

  private static void skip(Reader out) {
    try {
      out.transferTo(Writer.nullWriter());
    } catch (IOException killed) {
      // Killing the process closes what it says.
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
