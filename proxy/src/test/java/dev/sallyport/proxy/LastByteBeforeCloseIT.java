package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data, close_notify and FIN that are read at one go are told in this order, on the side that they
 * came from and on the side that they went to.
 */
class LastByteBeforeCloseIT {

  private static final int SIZE = 1000;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");
  private final Identity server = ca.server("app.test");
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);

  @Test
  void whereTheBackendEndsFirst() throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  SSLSocket tls = JdkTls.over(connection, server);
                  assertThat(tls.getInputStream().read()).isEqualTo('?');
                  asked.countDown();
                  stalled.await();
                  tls.getOutputStream().write(new byte[SIZE]);
                  tls.shutdownOutput();
                  resumed.countDown();
                  assertThat(tls.getInputStream().read()).isNegative();
                });
        RunningProxy proxy = proxy(backend.port())) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write('?');
        asked.await();
        stall(proxy);
        assertThat(client.getInputStream().readAllBytes()).hasSize(SIZE);
      }
      assertInOrder(proxy.records(2).get(1), Side.UPSTREAM);
    }
  }

  @Test
  void whereTheClientEndsFirst() throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  SSLSocket tls = JdkTls.over(connection, server);
                  tls.getOutputStream().write('!');
                  assertThat(tls.getInputStream().readAllBytes()).hasSize(SIZE);
                });
        RunningProxy proxy = proxy(backend.port())) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        assertThat(client.getInputStream().read()).isEqualTo('!');
        stall(proxy);
        stalled.await();
        client.getOutputStream().write(new byte[SIZE]);
        client.shutdownOutput();
        resumed.countDown();
        assertThat(client.getInputStream().read()).isNegative();
      }
      assertInOrder(proxy.records(2).get(1), Side.DOWNSTREAM);
    }
  }

  @Test
  void whereABackendWithoutTlsEndsFirst() throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  assertThat(connection.getInputStream().read()).isEqualTo('?');
                  answerAndEnd(connection);
                  assertThat(connection.getInputStream().read()).isNegative();
                });
        RunningProxy proxy = proxy(backend.port(), "")) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write('?');
        asked.await();
        stall(proxy);
        assertThat(client.getInputStream().readAllBytes()).hasSize(SIZE);
      }
      assertAnswered(proxy.records(2).get(1));
    }
  }

  @Test
  void whereABackendWithoutTlsEndsBehindTheClient() throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  assertThat(connection.getInputStream().readAllBytes()).hasSize(1);
                  answerAndEnd(connection);
                });
        RunningProxy proxy = proxy(backend.port(), "")) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write('?');
        client.shutdownOutput();
        asked.await();
        stall(proxy);
        assertThat(client.getInputStream().readAllBytes()).hasSize(SIZE);
      }
      assertAnswered(proxy.records(2).get(1));
    }
  }

  /** The answer and its end are read at one go, since the loop stands still meanwhile. */
  private void answerAndEnd(Socket connection) throws Exception {
    asked.countDown();
    stalled.await();
    connection.getOutputStream().write(new byte[SIZE]);
    connection.shutdownOutput();
    resumed.countDown();
  }

  private static void assertAnswered(FlowRecord record) {
    assertThatFlow(record)
        .isOk()
        .passed(Side.UPSTREAM, "in app.first_byte", "in tcp.fin_received")
        .passed(Side.DOWNSTREAM, "out app.first_byte", "out tls.close_notify", "out tcp.fin_sent");
    assertGivenInOrder(record.downstream());
  }

  /** Has the one event loop stand still at the end of another flow, until it is resumed. */
  private static void stall(RunningProxy proxy) throws Exception {
    proxy.connect().close();
  }

  private static void assertInOrder(FlowRecord record, Side from) {
    assertThatFlow(record)
        .isOk()
        .passed(from, "in app.first_byte", "in tls.close_notify", "in tcp.fin_received")
        .passed(from.other(), "out app.first_byte", "out tls.close_notify", "out tcp.fin_sent");
    ConnectionRecord giver = requireNonNull(record.connection(from));
    assertThat(
            Stream.of(
                requireNonNull(giver.firstByte()).inMicros(),
                requireNonNull(giver.lastByte()).inMicros(),
                requireNonNull(giver.tls()).close().notifyReceivedMicros(),
                requireNonNull(giver.tcp().teardown()).finReceivedMicros()))
        .doesNotContainNull()
        .isSorted();
    assertGivenInOrder(requireNonNull(record.connection(from.other())));
  }

  private static void assertGivenInOrder(ConnectionRecord taker) {
    assertThat(
            Stream.of(
                requireNonNull(taker.firstByte()).outMicros(),
                requireNonNull(taker.lastByte()).outMicros(),
                requireNonNull(taker.tls()).close().notifySentMicros(),
                requireNonNull(taker.tcp().teardown()).finSentMicros()))
        .doesNotContainNull()
        .isSorted();
  }

  private RunningProxy proxy(int port) {
    return proxy(port, "tls { trust = \"ca.pem\", server-name = app.test }");
  }

  private RunningProxy proxy(int port, String tls) {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    AtomicBoolean first = new AtomicBoolean(true);
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app, dial-on = handshake
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        backends.app {
          servers = ["127.0.0.1:%d"]
          %s
        }
        transport.threads = 1
        """
            .formatted(port, tls),
        record -> {
          if (first.getAndSet(false)) {
            stalled.countDown();
            awaitResumed();
          }
        });
  }

  private void awaitResumed() {
    try {
      resumed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
