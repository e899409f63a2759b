package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.ConnectionRecord.ByteTimes;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wall clock of the records moves back and forth by years, at each of its readings: it is read
 * once for a flow, and no offset and no duration shows it.
 */
class WallClockMovesIT {

  private static final int FLOWS = 4;
  private static final int A_WHILE_MILLIS = 60;
  private static final Pattern MICROS = Pattern.compile("\"(\\w*_us)\":(-?\\d+)");

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final MovingClock clock = new MovingClock();
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore mayAnswer = new Semaphore(0);

  /** A flow as the test saw it, in microseconds, which are rounded up where they bound. */
  private record Seen(long whole, long answering) {}

  @OnEachTransport
  void cleartextIsTimedAsByASteadyClock(String transport) throws Exception {
    try (TestBackend backend = TestBackend.start(this::answer);
        RunningProxy proxy = start(transport, backend.port(), "")) {
      for (int i = 0; i < FLOWS; i++) {
        isTimedAsSeen(proxy, i, talk(proxy, i, proxy::connect));
      }
    }
  }

  /** Whose certificates are valid for as long as the system's clock says. */
  @OnEachTransport
  void tlsIsTimedAsByASteadyClock(String transport) throws Exception {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    String tls =
        """
        listeners.web.tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        backends.app.tls { trust = "ca.pem", server-name = app.test }
        """;
    try (TestBackend backend =
            TestBackend.accepting(JdkTls.listen(ca.server("app.test")), this::answer);
        RunningProxy proxy = start(transport, backend.port(), tls)) {
      for (int i = 0; i < FLOWS; i++) {
        Seen seen = talk(proxy, i, () -> JdkTls.connect(proxy, "web.test", ca));
        FlowRecord record = isTimedAsSeen(proxy, i, seen);
        handshakeIsTimed(Told.tls(record, DOWNSTREAM), seen);
        handshakeIsTimed(Told.tls(record, UPSTREAM), seen);
      }
    }
  }

  private RunningProxy start(String transport, int backend, String tls) {
    return RunningProxy.start(
        directory,
        """
        %s
        listeners.web { bind = "127.0.0.1:0", backend = app }
        backends.app.servers = ["127.0.0.1:%d"]
        %s
        """
            .formatted(transport, backend, tls),
        clock);
  }

  /** Answers a byte by a byte, when it may. */
  private void answer(Socket connection) throws Exception {
    assertThat(connection.getInputStream().read()).isEqualTo('x');
    asked.release();
    mayAnswer.acquire();
    connection.getOutputStream().write('y');
    connection.getOutputStream().flush();
    assertThat(connection.getInputStream().read()).isEqualTo(-1);
  }

  private interface Client {
    Socket connect() throws IOException;
  }

  private Seen talk(RunningProxy proxy, int flow, Client client) throws Exception {
    long before = System.nanoTime();
    long answering;
    try (Socket socket = client.connect()) {
      socket.getOutputStream().write('x');
      asked.acquire();
      long waiting = System.nanoTime();
      socket.setSoTimeout(A_WHILE_MILLIS);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      answering = System.nanoTime() - waiting;
      mayAnswer.release();
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo('y');
    }
    await().until(() -> proxy.proxy().accepted() == flow + 1 && proxy.proxy().running() == 0);
    return new Seen((System.nanoTime() - before) / 1000 + 1, answering / 1000);
  }

  private FlowRecord isTimedAsSeen(RunningProxy proxy, int flow, Seen seen) {
    FlowRecord record = proxy.records(flow + 1).get(flow);
    assertThatFlow(record).isOk();
    assertThat(clock.readings).as("read once for each flow").hasSize(flow + 1);
    Instant accepted = clock.readings.get(flow);
    assertThat(record.heading().accepted()).isEqualTo(accepted.truncatedTo(ChronoUnit.MICROS));
    assertThat(record.flow().high() >>> 16).isEqualTo(accepted.toEpochMilli());
    Matcher offsets = MICROS.matcher(FlowJson.write(record));
    while (offsets.find()) {
      assertThat(Long.parseLong(offsets.group(2)))
          .as("%s of %s", offsets.group(1), FlowJson.write(record))
          .isBetween(0L, seen.whole);
    }
    assertThat(record.ending().durationMicros()).isGreaterThanOrEqualTo(seen.answering);
    ByteTimes first = requireNonNull(record.downstream().firstByte());
    assertThat(requireNonNull(first.outMicros()) - requireNonNull(first.inMicros()))
        .isGreaterThanOrEqualTo(seen.answering);
    return record;
  }

  private static void handshakeIsTimed(TlsRecord tls, Seen seen) {
    TlsRecord.Handshake handshake = requireNonNull(tls.handshake());
    long duration = requireNonNull(handshake.durationMicros());
    assertThat(duration).isBetween(1L, seen.whole - seen.answering);
    assertThat(requireNonNull(handshake.endMicros()) - requireNonNull(handshake.beginMicros()))
        .isBetween(duration - 1, duration + 1);
    assertThat(requireNonNull(handshake.waitMicros()) + requireNonNull(handshake.computeMicros()))
        .isBetween(duration - 2, duration + 2);
  }

  /** A clock that is another ten years and an hour ahead or behind at each reading. */
  private static final class MovingClock implements InstantSource {
    private static final Duration JUMP = Duration.ofDays(3650).plusHours(1).plusNanos(123_456_789);

    private final Instant middle = Instant.now();
    private final List<Instant> readings = new CopyOnWriteArrayList<>();

    @Override
    public Instant instant() {
      int reading = readings.size();
      Instant next = middle.plus(JUMP.multipliedBy(reading % 2 == 0 ? reading + 1 : -reading));
      readings.add(next);
      return next;
    }
  }
}
