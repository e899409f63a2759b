package dev.sallyport.proxy.wire;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.OnEachTransport;
import dev.sallyport.proxy.RunningProxy;
import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.Told;
import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TimingSource;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a client from 40 ms away the record tells the way from the work. */
class DelayedClientIT {

  private static final Duration ONE_WAY = Duration.ofMillis(20);

  /** In microseconds; never less, since the relay waits at least as long. */
  private static final long ROUND_TRIP = 2 * ONE_WAY.toNanos() / 1000;

  /** What a busy machine, which relays too, may add to the quickest: no further round trip. */
  private static final long BUSY = ROUND_TRIP - 1;

  /** And to what the kernels do by themselves. */
  private static final long KERNELS = 5_000;

  private static final int ATTEMPTS = 10;
  private static final int CLIENTS = 5;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("Test CA");

  private int asked;

  @OnEachTransport
  void aHandshakeWaitsForTheWayAndComputesLittle(String transport) throws Exception {
    try (DelayedHost host = DelayedHost.start(directory, ONE_WAY);
        TestBackend backend = TestBackend.start(DelayedClientIT::answer);
        RunningProxy proxy = start(host, backend, transport)) {
      for (String version : List.of("1.2", "1.3")) {
        List<FlowRecord> records = ask(host, proxy, version);
        takesAbout(ROUND_TRIP, records, record -> handshake(record).waitMicros());
        assertThat(records)
            .anyMatch(record -> requireNonNull(handshake(record).computeMicros()) < ROUND_TRIP);
        // The ClientHello follows the ACK that ends TCP's handshake at once, no way lies between.
        assertThat(records)
            .anyMatch(record -> requireNonNull(handshake(record).idleMicros()) < ROUND_TRIP);
      }
    }
  }

  /** A key share that is not ours costs one more round trip, by HelloRetryRequest. */
  @Test
  void aSecondHelloCostsASecondRoundTrip() throws Exception {
    try (DelayedHost host = DelayedHost.start(directory, ONE_WAY);
        TestBackend backend = TestBackend.start(DelayedClientIT::answer);
        RunningProxy proxy = start(host, backend, "listeners.web.tls.groups = [x25519]")) {
      List<FlowRecord> records = ask(host, proxy, "1.3", "--curves", "P-521:X25519");
      assertThatFlow(records.get(0)).happened(DOWNSTREAM, "tls.hello_retry_request");
      takesAbout(2 * ROUND_TRIP, records, record -> handshake(record).waitMicros());
    }
  }

  /** TCP's own handshake, from SYN-ACK to ACK, and its round trips, as the kernel tells them. */
  @Test
  void tcpTellsTheSameWay() throws Exception {
    try (DelayedHost host = DelayedHost.start(directory, ONE_WAY);
        TestBackend backend = TestBackend.start(DelayedClientIT::answer);
        RunningProxy proxy = start(host, backend, "transport.kind = epoll")) {
      List<FlowRecord> records = ask(host, proxy, "1.3");
      for (FlowRecord record : records) {
        assertThat(tcp(record).handshakeMicros()).as("%s", FlowJson.write(record)).isNotNull();
        assertThat(tcp(record).info()).as("%s", FlowJson.write(record)).isNotNull();
        TcpRecord.Info info = requireNonNull(tcp(record).info());
        assertThat(info.rttMicros()).isGreaterThanOrEqualTo(ROUND_TRIP);
      }
      takesAbout(ROUND_TRIP, KERNELS, records, record -> tcp(record).handshakeMicros());
      takesAbout(ROUND_TRIP, KERNELS, records, r -> requireNonNull(tcp(r).info()).minRttMicros());
    }
  }

  /** Our descriptor is closed long before the last ACK comes, which the kernel takes for a step. */
  @Test
  void theKernelTellsEachStepOnceThoughTheAckComesLate() throws Exception {
    assumeTrue(
        Files.isWritable(Path.of("/sys/kernel/tracing/instances")), "tracefs is not mounted");
    try (DelayedHost host = DelayedHost.start(directory, ONE_WAY);
        TestBackend backend = TestBackend.start(DelayedClientIT::answer);
        RunningProxy proxy = start(host, backend, "timing.kernel = on")) {
      List<FlowRecord> records = new ArrayList<>();
      // A client that closes with our end unread sends an RST in place of the ACK.
      do {
        records.addAll(ask(host, proxy, "1.3"));
      } while (records.stream().noneMatch(DelayedClientIT::isAckedLate)
          && records.size() < ATTEMPTS * CLIENTS);
      for (FlowRecord record : records) {
        assertThat(record.ending().timingSource()).isEqualTo(TimingSource.KERNEL);
        assertThat(record.timeline())
            .filteredOn(entry -> entry.side() == DOWNSTREAM && entry.event().startsWith("tcp."))
            .extracting(TimelineEntry::event)
            .doesNotHaveDuplicates();
      }
      assertThat(records)
          .as("%s", records.stream().map(FlowJson::write).toList())
          .anyMatch(DelayedClientIT::isAckedLate);
    }
  }

  private static boolean isAckedLate(FlowRecord record) {
    TcpRecord.Teardown teardown = requireNonNull(tcp(record).teardown());
    Long sent = teardown.finSentMicros();
    Long acked = teardown.finAckedMicros();
    return sent != null && acked != null && acked - sent >= ROUND_TRIP - BUSY / 20;
  }

  private static void takesAbout(
      long micros, List<FlowRecord> records, Function<FlowRecord, @Nullable Long> time) {
    takesAbout(micros, BUSY, records, time);
  }

  /** Each takes at least as long; the quickest little more. */
  private static void takesAbout(
      long micros, long more, List<FlowRecord> records, Function<FlowRecord, @Nullable Long> time) {
    List<Long> times = records.stream().map(r -> requireNonNull(time.apply(r))).toList();
    assertThat(times)
        .as("%s", records.stream().map(FlowJson::write).toList())
        .allMatch(taken -> taken >= micros)
        .anyMatch(taken -> taken <= micros + more);
  }

  private RunningProxy start(DelayedHost host, TestBackend backend, String... settings)
      throws IOException {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "%s:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        backends.app.servers = ["127.0.0.1:%d"]
        """
                .formatted(host.proxyAddress(), backend.port())
            + String.join("\n", settings)
            + "\n");
  }

  /** One page, then the end. */
  private static void answer(Socket connection) throws IOException {
    BufferedReader request =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
    while (!requireNonNull(request.readLine()).isEmpty()) {
      // a header
    }
    String page = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage";
    connection.getOutputStream().write(page.getBytes(US_ASCII));
  }

  /** Has several curls come, one after the other; the first is not counted. */
  private List<FlowRecord> ask(
      DelayedHost host, RunningProxy proxy, String version, String... options) {
    String to = "web.test:" + proxy.port();
    List<String> command =
        new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "60"));
    command.addAll(List.of("--resolve", to + ":" + host.proxyAddress()));
    command.addAll(List.of("--cacert", directory.resolve("ca.pem").toString()));
    command.addAll(List.of("--tlsv" + version, "--tls-max", version));
    command.addAll(List.of(options));
    command.add("https://" + to + "/");
    for (int i = 0; i <= CLIENTS; i++) {
      assertThat(host.run(command)).isEqualTo(new Tool.Result(0, "page", ""));
      asked++;
    }
    List<FlowRecord> all = proxy.records(asked);
    all.forEach(record -> assertThatFlow(record).isOk());
    return all.subList(asked - CLIENTS, asked);
  }

  private static TlsRecord.Handshake handshake(FlowRecord record) {
    return requireNonNull(Told.tls(record, DOWNSTREAM).handshake());
  }

  private static TcpRecord tcp(FlowRecord record) {
    return record.downstream().tcp();
  }
}
