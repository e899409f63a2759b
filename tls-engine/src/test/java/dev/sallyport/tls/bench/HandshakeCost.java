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
 * process, its compiler and collector included, after a warm-up. Arguments: the tiers; without any,
 * all.
 */
final class HandshakeCost {

  /** After these the JVM has compiled what is hot. */
  private static final int WARM_UP = 15_000;

  private static final int MEASURED = 5_000;
  private static final int SECONDS = 3;

  /** The first Java that warns of native code which was not allowed. */
  private static final int FIRST_TO_WARN = 24;

  private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in \\d+ real");
  private static final double NANOS_PER_MICRO = 1000;

  private HandshakeCost() {}

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
      double openssl = openssl(files);
      System.out.printf("%-4s openssl    %7.1f us of CPU a handshake%n", kind, openssl);
      for (String tier : tiers) {
        double ours = ours(tier, files);
        System.out.printf(
            "%-4s %-10s %7.1f us of CPU a handshake, %.2f x openssl%n",
            kind, tier, ours, ours / openssl);
      }
    }
  }

  private static double openssl(TestCertificates.PemFiles files)
      throws IOException, InterruptedException {
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
    try {
      Awaitility.await().until(() -> accepts(port));
      return measured(server, port, 1_000);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static boolean accepts(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static double ours(String tier, TestCertificates.PemFiles files)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseG1GC", "-cp", System.getProperty("java.class.path")));
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
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(Objects.requireNonNull(out.readLine()));
      return measured(server, port, WARM_UP);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static double measured(Process server, int port, int warmUp)
      throws IOException, InterruptedException {
    handshakes(port, warmUp);
    Duration before = server.info().totalCpuDuration().orElseThrow();
    int count = handshakes(port, MEASURED);
    Duration taken = server.info().totalCpuDuration().orElseThrow().minus(before);
    return taken.toNanos() / NANOS_PER_MICRO / count;
  }

  private static int handshakes(int port, int atLeast) throws IOException, InterruptedException {
    int count = 0;
    while (count < atLeast) {
      count += handshakes(port);
    }
    return count;
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
