package dev.sallyport.proxy.abuse;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.JdkTls;
import dev.sallyport.proxy.Patience;
import dev.sallyport.proxy.Program;
import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minutes of all that clients do, in TLS 1.2, TLS 1.3 and none, while the certificate is replaced
 * every few seconds: the program takes no more of the machine at the end than after a while, and
 * each connection has the record that its client made of it. {@code -Dsoak.minutes} makes it longer
 * or shorter.
 */
@Timeout(value = 1, unit = HOURS)
class MixedTrafficSoak {
  private static final int MINUTES_LONG = Integer.getInteger("soak.minutes", 10);
  private static final List<Visit> VISITS = List.of(Visit.values());
  private static final int CLIENTS = 4;
  private static final long BETWEEN_VISITS = MILLISECONDS.toNanos(40);
  private static final long BETWEEN_RENEWALS = SECONDS.toNanos(5);

  /** What is not looked at, since the JVM still loads and compiles: this part of the time. */
  private static final double WARM_UP = 0.4;

  /** In KiB a minute. */
  private static final double HEAP_GROWTH = 192;

  private static final double RESIDENT_GROWTH = 2048;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final Map<Outcome, LongAdder> expected = new ConcurrentHashMap<>();
  private final Set<Certificate> shown = ConcurrentHashMap.newKeySet();
  private final Trend heap = new Trend();
  private final Trend resident = new Trend();
  private volatile boolean over;

  @Test
  void takesNoMoreWithTimeAndTellsEachEndAsItWas() throws Exception {
    try (TestBackend plain = TestBackend.start(Visit.ANSWERING);
        TestBackend secure =
            TestBackend.accepting(JdkTls.listen(ca.server("app.test")), Visit.ANSWERING);
        Program program = start(plain.port(), secure.port())) {
      Vitals vitals = new Vitals(program);
      visitOnce(program);
      vitals.heap(); // to ask a JVM has it open a socket
      long descriptors = vitals.descriptors();
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client(program, new Random(i)));
      }
      watch(program, vitals);
      over = true;
      for (CompletableFuture<Void> client : clients) {
        client.get();
      }
      await().atMost(Patience.LIMIT).until(() -> vitals.descriptors() <= descriptors);
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      assertThat(program.err()).noneMatch(line -> line.matches("\\s+at .*\\(.*"));
    }
    assertThat(told()).isEqualTo(expected());
    assertThat(heap.slope()).as("growth of the heap").isLessThan(HEAP_GROWTH);
    assertThat(resident.slope()).as("growth of the process").isLessThan(RESIDENT_GROWTH);
  }

  private Program start(int plain, int secure) throws IOException {
    ca.writeCertificate(directory.resolve("ca.pem"));
    renew();
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(
        file,
        """
        sallyport {
          listeners {
            PLAIN { bind = "127.0.0.1:0", backend = plain }
            TLS { bind = "127.0.0.1:0", backend = plain }
            TLS.tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
            AGAIN { bind = "127.0.0.1:0", backend = secure }
            AGAIN.tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          }
          backends.plain.servers = ["127.0.0.1:%d"]
          backends.secure {
            servers = ["127.0.0.1:%d"], tls { trust = "ca.pem", server-name = app.test }
          }
          connection-log.file = "connections.log"
        }
        """
            .formatted(plain, secure));
    Map<String, String> options =
        Map.of(
            "SALLYPORT_OPTS",
            "-Xms128m -Xmx128m -XX:+AlwaysPreTouch -Dio.netty.leakDetection.level=paranoid");
    return Program.start(directory, options, "run", "-c", file);
  }

  private void renew() {
    TestCertificates.write(ca.server("web.test"), directory, "web");
  }

  /** Replaces the certificate from time to time, and looks at what the program takes. */
  private void watch(Program program, Vitals vitals) throws Exception {
    long begin = System.nanoTime();
    long end = begin + MINUTES.toNanos(MINUTES_LONG);
    int renewed = 0;
    for (long now = begin; now < end; now = System.nanoTime()) {
      LockSupport.parkNanos(BETWEEN_RENEWALS);
      renew();
      program.signal("HUP");
      renewed++;
      double minutes = (now - begin) / (double) MINUTES.toNanos(1);
      long used = vitals.heap();
      long process = vitals.resident();
      if (minutes >= WARM_UP * MINUTES_LONG) {
        heap.add(minutes, (double) used);
        resident.add(minutes, (double) process);
      }
      if (renewed % 6 == 0) {
        System.out.printf(
            "soak: %.1f of %d min, %s, heap %,d KiB, process %,d KiB, %d descriptors%n",
            minutes, MINUTES_LONG, expected(), used, process, vitals.descriptors());
      }
    }
    System.out.printf(
        "soak: %d certificates, %d of them seen; heap %+.0f KiB a minute, process %+.0f%n",
        renewed, shown.size(), heap.slope(), resident.slope());
    assertThat(shown).as("certificates of " + renewed).hasSizeGreaterThan(renewed / 2);
  }

  private CompletableFuture<Void> client(Program program, Random random) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            SSLContext context = JdkTls.context(null, ca.certificate());
            while (!over) {
              visit(program, context, random);
              LockSupport.parkNanos(BETWEEN_VISITS);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "client").start());
  }

  /** Has all that is opened once opened. */
  private void visitOnce(Program program) throws IOException {
    SSLContext context = JdkTls.context(null, ca.certificate());
    for (Visit visit : VISITS) {
      visit(program, "TLS", visit, clientOf(context, "TLSv1.2"));
      visit(program, "AGAIN", visit, clientOf(context, "TLSv1.3"));
    }
    long visits = 2L * VISITS.size();
    await().until(() -> told().values().stream().mapToLong(Long::longValue).sum() == visits);
  }

  private void visit(Program program, SSLContext context, Random random) throws IOException {
    String listener = List.of("PLAIN", "TLS", "AGAIN").get(random.nextInt(3));
    Visit visit = VISITS.get(random.nextInt(VISITS.size()));
    if (listener.equals("PLAIN")) {
      if (!visit.needsTls()) {
        visit(program, listener, visit, plain -> plain);
      }
    } else {
      String version = random.nextBoolean() ? "TLSv1.2" : "TLSv1.3";
      visit(program, listener, visit, clientOf(context, version));
    }
  }

  /** What is spoken over a connection. */
  private interface Client {
    Socket over(Socket plain) throws IOException;
  }

  private static Client clientOf(SSLContext context, String version) {
    return plain -> {
      SSLSocket client =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "web.test", 443, true);
      client.setEnabledProtocols(new String[] {version});
      return client;
    };
  }

  private void visit(Program program, String listener, Visit visit, Client client)
      throws IOException {
    InetSocketAddress address = program.address(listener);
    try (Socket plain = new Socket(address.getAddress(), address.getPort())) {
      expected.computeIfAbsent(visit.outcome(), outcome -> new LongAdder()).increment();
      Socket spoken = client.over(plain);
      visit.perform(plain, spoken);
      if (spoken instanceof SSLSocket tls && visit.outcome() == Outcome.OK) {
        shown.add(tls.getSession().getPeerCertificates()[0]);
      }
    }
  }

  private Map<Outcome, Long> expected() {
    return expected.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }

  private Map<Outcome, Long> told() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("connections.log"))) {
      return lines
          .map(MixedTrafficSoak::outcome)
          .collect(groupingBy(Function.identity(), counting()));
    }
  }

  private static Outcome outcome(String line) {
    try {
      FlowRecord record = FlowJson.read(line);
      return record.outcome();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
