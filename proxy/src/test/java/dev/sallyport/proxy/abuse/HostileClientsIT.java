package dev.sallyport.proxy.abuse;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.JdkTls;
import dev.sallyport.proxy.Patience;
import dev.sallyport.proxy.Program;
import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand silent clients, a thousand that send an octet a second and a thousand that send
 * garbage, all at once: honest ones hardly notice, and nothing is left of the others.
 */
class HostileClientsIT {
  private static final int OF_EACH_KIND = 1000;

  /** Who sends what can never be TLS is thrown out at once. */
  private static final int STAYING = OF_EACH_KIND * 5 / 2;

  private static final int LIMIT_MILLIS = 10_000;

  /** What is allowed beyond the limit, in microseconds. */
  private static final long LATE_MICROS = SECONDS.toMicros(1);

  /** How long honest handshakes are measured: under attack, while all attackers are there. */
  private static final long MEASURED_NANOS = SECONDS.toNanos(5);

  private static final long PACE_NANOS = MILLISECONDS.toNanos(15);

  /**
   * A machine that does other work too may slow down the wrong half of a round. They come after one
   * that is not measured, in which the JVM compiles what is hot.
   */
  private static final int ROUNDS = 4;

  private static final long KEPT_KIB = 6 * 1024;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private int honest;

  @Test
  void hurtNobodyAndLeaveARecordEach() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        Program program = start(backend.port())) {
      InetSocketAddress address = program.address("web");
      Vitals vitals = new Vitals(program);
      round(address);
      await().until(() -> lines() == honest + 3 * OF_EACH_KIND);
      long heap = vitals.heap();
      long descriptors = vitals.descriptors();
      List<Double> ratios = new ArrayList<>();
      do {
        ratios.add(round(address));
        await().until(() -> lines() == honest + 3 * OF_EACH_KIND * (1 + ratios.size()));
        await().until(() -> vitals.descriptors() <= descriptors);
      } while (ratios.get(ratios.size() - 1) > 2 && ratios.size() < ROUNDS);
      assertThat(ratios).as("p99 under attack, as a multiple").anyMatch(ratio -> ratio <= 2);
      assertThat(vitals.heap() - heap).as("KiB of heap").isLessThan(KEPT_KIB);
      told(1 + ratios.size());
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
    }
  }

  private Program start(int backend) throws IOException {
    TestCertificates.write(ca.server("web.test"), directory, "web");
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(
        file,
        """
        sallyport {
          listeners.web {
            bind = "127.0.0.1:0", backend = app, dial-on = handshake
            tls.resumption = off
            tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          }
          backends.app.servers = ["127.0.0.1:%d"]
          timeouts { handshake = %dms, close = 100ms }
          connection-log.file = "connections.log"
        }
        """
            .formatted(backend, LIMIT_MILLIS));
    // As it is run by a user: what is measured are its times.
    Map<String, String> options = Map.of("SALLYPORT_OPTS", "-Xmx256m");
    return Program.start(directory, options, "run", "-c", file);
  }

  /** The p99 of honest handshakes under attack, as a multiple of the lesser before and after it. */
  private double round(InetSocketAddress address) throws Exception {
    double before = p99(handshakes(address));
    double attacked;
    try (Attackers attackers = new Attackers(address, OF_EACH_KIND)) {
      await().atMost(Patience.LIMIT).until(attackers::arrived);
      attacked = p99(handshakes(address));
      if (attackers.present() < STAYING) {
        attacked = Double.POSITIVE_INFINITY; // some left while it was measured
      }
      await().atMost(Patience.LIMIT).until(() -> attackers.present() == 0);
    }
    double after = p99(handshakes(address));
    return attacked / Math.min(before, after);
  }

  private static double p99(List<Long> durations) {
    return durations.stream().sorted().toList().get(durations.size() * 99 / 100);
  }

  /** One full handshake after the other, each begun when it is time for it. */
  private List<Long> handshakes(InetSocketAddress address) throws IOException {
    SSLSocketFactory clients = JdkTls.clients(ca);
    List<Long> durations = new ArrayList<>();
    long due = System.nanoTime();
    long end = due + MEASURED_NANOS;
    while (due < end) {
      due += PACE_NANOS;
      long now = System.nanoTime();
      LockSupport.parkNanos(due - now);
      due = Math.max(due, now);
      durations.add(handshake(clients, address));
      honest++;
    }
    return durations;
  }

  private static long handshake(SSLSocketFactory clients, InetSocketAddress address)
      throws IOException {
    long before = System.nanoTime();
    Socket plain = new Socket(address.getAddress(), address.getPort());
    try (SSLSocket client =
        (SSLSocket) clients.createSocket(plain, "web.test", plain.getPort(), true)) {
      client.setSoTimeout((int) Patience.LIMIT.toMillis());
      client.startHandshake();
      long duration = System.nanoTime() - before;
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo('x');
      return duration;
    }
  }

  private void told(int rounds) throws IOException {
    List<FlowRecord> records = records();
    Map<String, Long> kinds =
        records.stream()
            .collect(Collectors.groupingBy(HostileClientsIT::kind, Collectors.counting()));
    long attacks = (long) rounds * OF_EACH_KIND;
    assertThat(kinds)
        .isEqualTo(
            Map.of(
                "OK",
                (long) honest,
                "DOWNSTREAM_TLS_FAILED NOT_TLS",
                attacks / 2,
                "DOWNSTREAM_TLS_FAILED TIMEOUT",
                attacks * 5 / 2));
    assertThat(records).extracting(FlowRecord::flow).doesNotHaveDuplicates();
    assertThat(records)
        .filteredOn(record -> kind(record).endsWith("TIMEOUT"))
        .allMatch(
            record ->
                record.ending().durationMicros()
                    <= MILLISECONDS.toMicros(LIMIT_MILLIS) + LATE_MICROS);
  }

  private static String kind(FlowRecord record) {
    ErrorRecord error = record.ending().error();
    return error == null ? record.outcome().name() : record.outcome() + " " + error.type();
  }

  private long lines() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("connections.log"))) {
      return lines.count();
    }
  }

  private List<FlowRecord> records() throws IOException {
    List<FlowRecord> records = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("connections.log"))) {
      records.add(FlowJson.read(line));
    }
    return records;
  }
}
