package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A minute of everything at once: wrk over TLS and cleartext, slow readers, and clients that leave
 * by RST wherever they happen to be. Then all is as it was before, and each connection has its
 * record. {@code -Dsallyport.load.seconds} makes it longer or shorter.
 */
class MixedLoadIT {

  private static final int SECONDS = Integer.getInteger("sallyport.load.seconds", 60);
  private static final Path WRK = Path.of("/usr/bin/wrk");
  private static final Set<Outcome> NEVER =
      Set.of(Outcome.ERROR, Outcome.TIMED_OUT, Outcome.UPSTREAM_CONNECT_FAILED);
  private static final int LARGE = 2 << 20;
  private static final int SIP = 64 << 10;
  private static final long SIP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long ABORT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final byte[] REQUEST =
      "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

  @TempDir private Path directory;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void leavesNothingBehindAndARecordOfEachConnection() throws Exception {
    assumeThat(WRK).isExecutable();
    try (TestBackend backend = TestBackend.start(MixedLoadIT::serve);
        RunningProxy proxy = start(backend)) {
      exchange(proxy.address("plain"));
      await().until(() -> proxy.proxy().running() == 0);
      long descriptors = sockets();

      Process tls = wrk("https", proxy.address("secure"));
      Process plain = wrk("http", proxy.address("plain"));
      List<CompletableFuture<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(loop(() -> sip(proxy.address("plain"))));
      }
      for (String listener : List.of("plain", "secure")) {
        Random random = new Random(7);
        clients.add(loop(() -> abort(proxy.address(listener), random)));
      }
      isHappy(tls);
      isHappy(plain);
      for (CompletableFuture<Integer> client : clients) {
        assertThat(client.get()).isPositive();
      }

      await().until(() -> proxy.proxy().running() == 0);
      List<FlowRecord> records = proxy.records(Math.toIntExact(proxy.proxy().accepted()));
      assertThat(records).extracting(FlowRecord::flow).doesNotHaveDuplicates();
      assertThat(records)
          .extracting(FlowRecord::outcome)
          .contains(Outcome.OK, Outcome.RESET, Outcome.DOWNSTREAM_TLS_FAILED);
      assertThat(records)
          .filteredOn(record -> NEVER.contains(record.outcome()))
          .as(records.size() + " records")
          .isEmpty();
      await().until(() -> sockets() <= descriptors);
    }
  }

  private RunningProxy start(TestBackend backend) {
    TestCertificates.PemFiles web =
        TestCertificates.write(
            TestCertificates.authority("Test CA").server("localhost", "127.0.0.1"),
            directory,
            "web");
    return RunningProxy.start(
        directory,
        """
        listeners.plain { bind = "127.0.0.1:0", backend = app }
        listeners.secure { bind = "127.0.0.1:0", backend = app }
        listeners.secure.tls.certificates = [ { cert = "%s", key = "%s" } ]
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(web.cert(), web.key(), backend.port()));
  }

  /** A small HTTP server with keep-alive. */
  private static void serve(Socket connection) {
    try {
      OutputStream out = connection.getOutputStream();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
      for (String request = in.readLine(); request != null; request = in.readLine()) {
        skipHeaders(in);
        int length = request.startsWith("GET /large") ? LARGE : SIP / 64;
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length).getBytes(US_ASCII));
        Pattern.write(out, length);
      }
    } catch (IOException aborted) {
      // As many clients here do.
    }
  }

  private static void skipHeaders(BufferedReader in) throws IOException {
    String header;
    do {
      header = in.readLine();
    } while (header != null && !header.isEmpty());
  }

  private Process wrk(String scheme, InetSocketAddress address) throws IOException {
    return new ProcessBuilder(
            WRK.toString(),
            "-t1",
            "-c20",
            "-d" + SECONDS + "s",
            scheme + "://127.0.0.1:" + address.getPort() + "/")
        .redirectErrorStream(true)
        .start();
  }

  private static void isHappy(Process wrk) throws Exception {
    String report = new String(wrk.getInputStream().readAllBytes(), US_ASCII);
    assertThat(wrk.waitFor()).as(report).isZero();
    assertThat(report)
        .contains("requests in")
        .doesNotContain("Socket errors", "Non-2xx", " 0 requests in");
  }

  /** One visit of a client. */
  private interface Visit {
    void perform() throws Exception;
  }

  /** Repeats a visit for as long as the load lasts; returns how often. */
  private static CompletableFuture<Integer> loop(Visit visit) {
    return CompletableFuture.supplyAsync(
        () -> {
          long end = System.currentTimeMillis() + SECONDS * 1000L;
          int visits = 0;
          try {
            for (; System.currentTimeMillis() < end; visits++) {
              visit.perform();
            }
          } catch (Exception e) {
            throw new CompletionException(e);
          }
          return visits;
        },
        task -> new Thread(task, "client").start());
  }

  private static void exchange(InetSocketAddress address) throws IOException {
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.getOutputStream().write(REQUEST);
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).hasSizeGreaterThan(LARGE);
    }
  }

  /** Reads a large answer slowly and to its end. */
  private static void sip(InetSocketAddress address) throws IOException {
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.getOutputStream().write(REQUEST);
      client.shutdownOutput();
      InputStream in = client.getInputStream();
      long read = 0;
      for (byte[] sip = in.readNBytes(SIP); sip.length > 0; sip = in.readNBytes(SIP)) {
        read += sip.length;
        LockSupport.parkNanos(SIP_NANOS);
      }
      assertThat(read).isGreaterThan(LARGE);
    }
  }

  /** Sends a part of a request, perhaps reads a part of the answer, and resets. */
  private static void abort(InetSocketAddress address, Random random) throws IOException {
    Socket client = new Socket(address.getAddress(), address.getPort());
    client.getOutputStream().write(REQUEST, 0, 1 + random.nextInt(REQUEST.length));
    LockSupport.parkNanos((long) (random.nextDouble() * ABORT_NANOS));
    ResetIT.reset(client);
  }

  /** How many sockets this process has. */
  private static long sockets() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(MixedLoadIT::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
