package dev.sallyport.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The packaged proxy as a process of its own, whose connection log is read. */
final class ProxyProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROGRAM =
      System.getProperty("sallyport.distribution", "../../proxy/target/sallyport")
          + "/bin/sallyport";

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final RecordLog log;
  private final Thread reader;
  private final Map<String, Integer> ports;

  /** Starts it with a configuration that stands in {@code directory}. */
  ProxyProcess(Path directory, String configuration) throws IOException {
    Files.writeString(directory.resolve("sallyport.conf"), configuration);
    this.log = new RecordLog(directory.resolve("connections.log"));
    this.process = launch(directory, "run", "-c", "sallyport.conf");
    this.reader = Thread.ofPlatform().daemon().start(() -> keep(process.inputReader(UTF_8)));
    await().atMost(PATIENCE).until(() -> !process.isAlive() || ready() != null);
    this.ports = ports();
  }

  private static Process launch(Path directory, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(Path.of(PROGRAM).toAbsolutePath().toString()), Arrays.stream(arguments))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_DATA_HOME", directory.toString());
    builder.environment().put("SALLYPORT_OPTS", "-Dio.netty.leakDetection.level=paranoid -Xmx256m");
    return builder.start();
  }

  /** Lets the program do something that ends by itself. */
  static void perform(Path directory, String... arguments) throws IOException {
    Process process = launch(directory, arguments);
    String said = process.inputReader(UTF_8).lines().collect(Collectors.joining("\n"));
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
  }

  private void keep(BufferedReader from) {
    try {
      from.lines().forEach(output::add);
    } catch (UncheckedIOException killed) {
      // Killing the process closes what it says.
    }
  }

  private @Nullable String ready() {
    return output.stream().filter(line -> line.contains("ready: ")).findFirst().orElse(null);
  }

  private Map<String, Integer> ports() {
    String ready = ready();
    if (ready == null) {
      throw new AssertionError("it does not start: " + output);
    }
    return Arrays.stream(ready.substring(ready.indexOf("ready: ") + 7).split(" "))
        .filter(word -> word.contains("="))
        .collect(
            Collectors.toMap(
                word -> word.substring(0, word.indexOf('=')),
                word -> Integer.valueOf(word.substring(word.lastIndexOf(':') + 1))));
  }

  InetSocketAddress address(String listener) {
    Integer port = ports.get(listener);
    if (port == null) {
      throw new IllegalArgumentException("no listener " + listener + " among " + ports);
    }
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  RecordLog log() {
    return log;
  }

  /** How many descriptors it has open. */
  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return open.count();
    }
  }

  /** What it said is nothing of a leak, and no stack trace. */
  void saidNothingBad() {
    assertThat(process.isAlive()).as("it runs").isTrue();
    assertThat(output)
        .noneMatch(
            line -> line.contains("LEAK") || line.startsWith("\tat ") || line.contains(" ERROR "));
  }

  /** Ends it in order. */
  @Override
  public void close() {
    process.destroy();
    await().atMost(PATIENCE).until(() -> !process.isAlive() && !reader.isAlive());
    assertThat(output).noneMatch(line -> line.contains("LEAK"));
    assertThat(process.exitValue()).as("its exit code, after %s", output).isZero();
  }
}
