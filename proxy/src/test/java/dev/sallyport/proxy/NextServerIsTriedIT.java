package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where TLS to one server of a backend fails, the next one is tried, and the client never knows;
 * the failed one is told why.
 */
class NextServerIsTriedIT {

  private static final int USER_CANCELED = 90;

  /** Long enough for a good server on a busy machine to be heard. */
  private static final String SHORT = "timeouts { handshake = 3s, close = 2s }";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");

  @Test
  void afterAnUntrustedCertificate() throws Exception {
    try (TestBackend bad = refused(ca.server("other.test"))) {
      assertEchoedByTheNextAfter(bad);
    }
  }

  @Test
  void afterAServerThatDoesNotSpeakTls() throws Exception {
    TestBackend.Script http =
        connection -> {
          connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
          connection.getInputStream().read();
        };
    try (TestBackend bad = TestBackend.start(http.untilCut())) {
      assertEchoedByTheNextAfter(bad);
    }
  }

  @Test
  void afterAServerThatHangsUp() throws Exception {
    try (TestBackend bad = TestBackend.start(connection -> connection.getInputStream().read())) {
      assertEchoedByTheNextAfter(bad);
    }
  }

  @Test
  void theLastOnesFailureIsTold() throws Exception {
    try (TestBackend first = refused(ca.server("other.test"));
        TestBackend last = refused(ca.leaf("app.test").expired().identity());
        RunningProxy proxy = RunningProxy.reencrypting(directory, ca, first.port(), then(last))) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        assertThatThrownBy(
                () -> {
                  client.getOutputStream().write(7);
                  client.getInputStream().read();
                })
            .isInstanceOf(IOException.class);
      }
      FlowRecord record = proxy.record();
      assertThatFlow(record)
          .failed(
              Outcome.UPSTREAM_TLS_FAILED, UPSTREAM, "HANDSHAKING", ErrorType.CERTIFICATE_EXPIRED);
      assertThat(record.heading().server()).isEqualTo("127.0.0.1:" + last.port());
    }
  }

  @OnEachTransport
  void whileTheFirstReadsTheAlert(String transport) throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    try (TestBackend first =
            TestBackend.accepting(
                JdkTls.listen(ca.server("other.test")),
                connection -> told.complete(failure(connection)));
        TestBackend next = good(connection -> connection.getOutputStream().write(7));
        RunningProxy proxy = encrypting(first, next, transport)) {
      assertServedACleartextClient(proxy, next, "tls.handshake_failed");
      assertThat(told.get()).contains("bad_certificate");
    }
  }

  @OnEachTransport
  void whenTheFirstIsSilentWhichIsLeftInTime(String transport) throws Exception {
    CompletableFuture<byte[]> heard = new CompletableFuture<>();
    CompletableFuture<Void> left = new CompletableFuture<>();
    try (TestBackend first =
            TestBackend.start(
                connection -> {
                  heard.complete(connection.getInputStream().readAllBytes());
                  await().until(() -> ResetAfterFinIT.isBroken(connection));
                  left.complete(null);
                });
        TestBackend next = good(connection -> connection.getOutputStream().write(7));
        RunningProxy proxy = encrypting(first, next, transport, SHORT)) {
      assertServedACleartextClient(proxy, next, "proxy.timed_out");
      assertThat(heard.get()).endsWith(2, USER_CANCELED);
      left.get();
    }
  }

  /** A server whose certificate the proxy does not take. */
  private static TestBackend refused(Identity identity) throws IOException {
    return TestBackend.accepting(JdkTls.listen(identity), TestBackend.ECHO.untilCut());
  }

  private TestBackend good(TestBackend.Script script) throws IOException {
    return TestBackend.accepting(JdkTls.listen(ca.server("app.test")), script);
  }

  private static String failure(Socket socket) {
    try {
      return "read " + socket.getInputStream().read();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void assertEchoedByTheNextAfter(TestBackend bad) throws Exception {
    try (TestBackend next = good(TestBackend.ECHO);
        RunningProxy proxy = RunningProxy.reencrypting(directory, ca, bad.port(), then(next))) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
      }
      assertServed(proxy, next, "tls.handshake_failed");
    }
  }

  private static void assertServedACleartextClient(
      RunningProxy proxy, TestBackend by, String failure) throws IOException {
    try (Socket client = proxy.connect()) {
      assertThat(client.getInputStream().readAllBytes()).containsExactly(7);
    }
    assertServed(proxy, by, failure);
  }

  /** Served by the second server after {@code failure} of the first. */
  private static void assertServed(RunningProxy proxy, TestBackend by, String failure) {
    FlowRecord record = proxy.record();
    FlowAssert flow = assertThatFlow(record).isOk();
    assertThat(record.heading().server()).isEqualTo("127.0.0.1:" + by.port());
    flow.happened(
        UPSTREAM,
        "tcp.dial",
        "tcp.connected",
        failure,
        "tcp.dial",
        "tcp.connected",
        "tls.handshake_completed");
    assertThat(record.timeline())
        .filteredOn(entry -> entry.event().equals("tcp.dial"))
        .extracting(entry -> entry.side())
        .isEqualTo(List.of(UPSTREAM, UPSTREAM));
  }

  /** A proxy that takes cleartext and speaks TLS to the servers. */
  private RunningProxy encrypting(TestBackend first, TestBackend next, String... settings) {
    ca.writeCertificate(directory.resolve("ca.pem"));
    return RunningProxy.relay(
        directory,
        first.port(),
        then(next),
        "backends.app.tls { trust = \"ca.pem\", server-name = app.test }",
        String.join("\n", settings));
  }

  /** The setting that adds a server to the one that there is. */
  private static String then(TestBackend next) {
    return "backends.app.servers += \"127.0.0.1:%d\"".formatted(next.port());
  }
}
