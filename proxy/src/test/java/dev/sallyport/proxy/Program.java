package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The packaged program, started as a user starts it, and watched for leaked buffers.
 *
 * <p>Closing it ends the process at once, whatever it was doing.
 */
public final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);

  /** Of a program that lives for seconds: what the better compiler does never pays. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  /** What is added where the whole run of the tests is watched. */
  private static final String WATCH = System.getProperty("tests.program.flags", "");

  /** What the JVM of a packaged program is given by the tests. */
  static final String FLAGS = QUICK + " " + WATCH;

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  private Program(Process process) {
    this.process = process;
    this.readers =
        List.of(keep(process.inputReader(UTF_8), out), keep(process.errorReader(UTF_8), err));
  }

  /** Starts {@code bin/sallyport} with its user's data in a directory of the test. */
  public static Program start(Path directory, Object... arguments) throws IOException {
    return start(directory, Map.of(), arguments);
  }

  /** Starts it with further environment variables. */
  public static Program start(Path directory, Map<String, String> environment, Object... arguments)
      throws IOException {
    return start(directory, environment, List.of(), arguments);
  }

  /** What makes it a relay without TLS, by flags alone, from a free port to {@code backend}. */
  static Object[] relayTo(String backend) {
    return new Object[] {"run", "--listen", "127.0.0.1:0", "--backend", backend, "--cleartext"};
  }

  /** Starts it from a shell that has performed {@code setUp} before. */
  static Program startAfter(String setUp, Path directory, Object... arguments) throws IOException {
    String shell = setUp + "; exec \"$0\" \"$@\"";
    return start(directory, Map.of(), List.of("sh", "-c", shell), arguments);
  }

  /** Starts it in a network namespace. */
  static Program startIn(NetworkNamespace namespace, Path directory, Object... arguments)
      throws IOException {
    return start(directory, Map.of(), namespace.entering(), arguments);
  }

  private static Program start(
      Path directory, Map<String, String> environment, List<String> starter, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.add(System.getProperty("sallyport.distribution") + "/bin/sallyport");
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_DATA_HOME", directory.toString());
    builder.environment().put("SALLYPORT_OPTS", QUICK + " -Dio.netty.leakDetection.level=paranoid");
    builder.environment().putAll(environment);
    builder.environment().merge("SALLYPORT_OPTS", WATCH, (own, watch) -> own + " " + watch);
    return new Program(builder.start());
  }

  private static Thread keep(BufferedReader from, List<String> to) {
    Thread reader = new Thread(() -> read(from, to));
    reader.start();
    return reader;
  }

  private static void read(BufferedReader from, List<String> to) {
    try {
      from.lines().forEach(to::add);
    } catch (UncheckedIOException killed) {
      // Killing the process closes what it says.
    }
    Sayings.keep(String.join("\n", to));
  }

  /** Waits until every listener accepts, and says where the named one does. */
  public InetSocketAddress address(String listener) {
    String ready = awaitErr("ready: ");
    String prefix = listener + "=";
    String address =
        Arrays.stream(ready.split(" "))
            .filter(word -> word.startsWith(prefix))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no listener " + listener + " in: " + ready));
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(prefix.length(), colon), Integer.parseInt(address.substring(colon + 1)));
  }

  /** Waits for a line of standard error that contains {@code text}. */
  public String awaitErr(String text) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> !process.isAlive() || err.stream().anyMatch(line -> line.contains(text)));
    return err.stream()
        .filter(line -> line.contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no \"" + text + "\" in: " + err));
  }

  /** Waits until there are so many lines of standard output. */
  public List<String> awaitOut(int count) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> !process.isAlive() || out.size() >= count);
    assertThat(out).as("%s", err).hasSizeGreaterThanOrEqualTo(count);
    return out;
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /**
   * Lets its event loops, and what stops them, run before all others.
   *
   * @return whether that is permitted
   */
  public boolean runBeforeOthers() throws IOException {
    return Precedence.give(pid(), name -> name.startsWith("loop-") || name.equals("VM Thread"));
  }

  /** Sends a signal, such as {@code TERM}. */
  public void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Waits until it ends and returns its exit code; nothing may have leaked. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ended within %s: %s", PATIENCE, err)
        .isTrue();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(err).noneMatch(line -> line.contains("LEAK"));
    return process.exitValue();
  }

  /** The lines of standard output so far. */
  public List<String> out() {
    return out;
  }

  /** The lines of standard error so far. */
  public List<String> err() {
    return err;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
