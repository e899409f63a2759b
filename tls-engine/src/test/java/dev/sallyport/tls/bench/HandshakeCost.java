package dev.sallyport.tls.bench;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * What full TLS 1.3 handshakes cost a server in CPU, ours and {@code openssl s_server} for the same
 * client, {@code openssl s_time}: X25519, AES-128-GCM, no tickets. The CPU is that of the whole
 * process, its compiler and collector included, after a warm-up. All servers stand side by side and
 * are measured in turn; a figure is the median of its rounds. Arguments: the tiers; without any,
 * all.
 */
final class HandshakeCost {

  /** After these the JVM has compiled what is hot. */
  private static final int WARM_UP = 15_000;

  private static final int ROUNDS = 5;
  private static final int SECONDS = 3;

  /** The first Java that warns of native code which was not allowed. */
  private static final int FIRST_TO_WARN = 24;

  private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in \\d+ real");
  private static final double NANOS_PER_MICRO = 1000;

  private HandshakeCost() {}

  /** A server that is measured, with what a handshake cost it in each round, in microseconds. */
  private record Server(String name, Process process, int port, List<Double> costs) {

    Server(String name, Process process, int port) {
      this(name, process, port, new ArrayList<>());
    }

    void measure() throws IOException, InterruptedException {
      Duration before = process.info().totalCpuDuration().orElseThrow();
      int count = handshakes(port);
      Duration taken = process.info().totalCpuDuration().orElseThrow().minus(before);
      costs.add(taken.toNanos() / NANOS_PER_MICRO / count);
    }

    double median() {
      return costs.stream().sorted().toList().get(costs.size() / 2);
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> tiers =
        arguments.length > 0 ? List.of(arguments) : List.of("AUTO", "ACCP", "CONSCRYPT", "JDK");
    Path directory = Files.createTempDirectory("handshake-cost");
    for (KeyKind kind : List.of(KeyKind.EC, KeyKind.RSA)) {
      TestCertificates.PemFiles files =
          TestCertificates.write(
              TestCertificates.authority("CA").leaf("localhost").kind(kind).identity(),
              directory,
              "server-" + kind);
      compare(kind, tiers, files);
    }
  }

  private static void compare(KeyKind kind, List<String> tiers, TestCertificates.PemFiles files)
      throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>();
    try {
      servers.add(openssl(files));
      for (String tier : tiers) {
        Server ours = ours(tier, files);
        servers.add(ours);
        warmUp(ours.port());
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Server server : servers) {
          server.measure();
        }
      }
    } finally {
      for (Server server : servers) {
        server.process().destroyForcibly().waitFor();
      }
    }
    double openssl = servers.get(0).median();
    for (Server server : servers) {
      System.out.printf(
          "%-4s %-10s %7.1f us of CPU a handshake, %.2f x openssl%n",
          kind, server.name(), server.median(), server.median() / openssl);
    }
  }

  private static Server openssl(TestCertificates.PemFiles files) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process server =
        start(
            "openssl s_server -quiet -num_tickets 0 -accept 127.0.0.1:"
                + port
                + " -cert "
                + files.cert()
                + " -key "
                + files.key());
    Awaitility.await().until(() -> accepts(port));
    return new Server("openssl", server, port);
  }

  private static boolean accepts(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static Server ours(String tier, TestCertificates.PemFiles files)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseParallelGC", "-cp", System.getProperty("java.class.path")));
    if (Runtime.version().feature() >= FIRST_TO_WARN) {
      command.add(1, "--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            HandshakeServer.class.getName(),
            tier,
            files.cert().toString(),
            files.key().toString()));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    int port = Integer.parseInt(Objects.requireNonNull(out.readLine()));
    return new Server(tier, server, port);
  }

  private static void warmUp(int port) throws IOException, InterruptedException {
    int count = 0;
    while (count < WARM_UP) {
      count += handshakes(port);
    }
  }

  private static int handshakes(int port) throws IOException, InterruptedException {
    Process client =
        start(
            "openssl s_time -new -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256 -connect 127.0.0.1:"
                + port
                + " -time "
                + SECONDS);
    String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    client.waitFor();
    Matcher connections = CONNECTIONS.matcher(output);
    if (!connections.find()) {
      throw new IOException("openssl s_time says: " + output);
    }
    return Integer.parseInt(connections.group(1));
  }

  private static Process start(String command) throws IOException {
    return new ProcessBuilder(command.split(" ", -1)).redirectErrorStream(true).start();
  }
}
