package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A backend whose certificate does not stand up to verification gets not one byte of the client,
 * the record says what is wrong with it, and the client hears of the failure at once.
 */
class UpstreamCertificateIsVerifiedIT {

  private static final String NAME = "app.test";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of the backend");

  static Stream<Arguments> flaws() {
    return Stream.of(
        flaw("for another host", ca -> ca.server("other.test"), "wrong_name", "bad_certificate"),
        flaw("expired", ca -> ca.leaf(NAME).expired().identity(), "expired", "certificate_expired"),
        flaw(
            "not yet valid",
            ca -> ca.leaf(NAME).notYetValid().identity(),
            "not_yet_valid",
            "certificate_expired"),
        flaw(
            "of a CA that nobody knows",
            ca -> TestCertificates.authority("Nobody's CA").server(NAME),
            "unknown_ca",
            "unknown_ca"),
        flaw(
            "for clients",
            ca -> ca.leaf(NAME).usages(TestLeaf.CLIENT_AUTH).identity(),
            "wrong_usage",
            "unsupported_certificate"));
  }

  private static Arguments flaw(
      String name, Function<TestCertificates, Identity> issue, String verdict, String alert) {
    return Arguments.of(Named.of(name, issue), verdict, alert);
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void aFlawIsNamed(Function<TestCertificates, Identity> issue, String verdict, String alert)
      throws Exception {
    try (TestBackend backend =
            TestBackend.accepting(JdkTls.listen(issue.apply(ca)), TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port(), "trust = \"ca.pem\"")) {
      try (Socket client = JdkTls.connect(proxy, "web.test", ca)) {
        assertThatThrownBy(
                () -> {
                  client.getOutputStream().write(1);
                  client.getInputStream().read();
                })
            .as("an alert or RST, not silence")
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
      }
      FlowAssert flow =
          assertThatFlow(proxy.record())
              .failed(
                  Outcome.UPSTREAM_TLS_FAILED,
                  UPSTREAM,
                  "HANDSHAKING",
                  ErrorType.of("certificate_" + verdict))
              .byAlert(Direction.OUT, alert)
              .happened(
                  UPSTREAM,
                  "tls.certificate",
                  "tls.certificate_verified",
                  "tls.alert",
                  "tls.handshake_failed");
      TlsRecord.Certificates certificates = flow.tls(UPSTREAM).certificates();
      assertThat(Objects.requireNonNull(certificates.verified()).verdict()).isEqualTo(verdict);
      assertThat(certificates.peer()).isNotNull();
      assertThat(flow.upstream().bytes().out()).isZero();
      assertThat(Told.close(proxy.record()).first()).isEqualTo(Closer.PROXY);
    }
  }

  /** With protocols of its own to offer, the handshake with the backend waits for nobody's. */
  @Test
  void aClientInMidHandshakeIsToldByAnAlert() throws Exception {
    try (TestBackend backend =
            TestBackend.accepting(
                JdkTls.listen(ca.server("other.test")), TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port(), "trust = \"ca.pem\", alpn = [h2]")) {
      try (Socket client = proxy.connect()) {
        assertThat(client.getInputStream().readAllBytes())
            .as("a fatal alert: internal_error")
            .endsWith(2, 80);
      }
      assertThatFlow(proxy.record())
          .failed(
              Outcome.UPSTREAM_TLS_FAILED,
              UPSTREAM,
              "HANDSHAKING",
              ErrorType.CERTIFICATE_WRONG_NAME)
          .happened(DOWNSTREAM, "tls.alert", "tls.handshake_failed", "tcp.fin_sent", "tcp.closed");
    }
  }

  @Test
  void withoutVerificationTheRecordStillShowsTheCertificate() throws Exception {
    try (TestBackend backend =
            TestBackend.accepting(
                JdkTls.listen(ca.leaf("other.test").expired().identity()), TestBackend.ECHO);
        RunningProxy proxy = proxy(backend.port(), "verify = off")) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
      }
      FlowAssert flow = assertThatFlow(proxy.record()).isOk();
      TlsRecord.Certificates certificates = flow.tls(UPSTREAM).certificates();
      assertThat(Objects.requireNonNull(certificates.peer()).sans()).containsExactly("other.test");
      assertThat(certificates.verified()).isNull();
    }
  }

  private RunningProxy proxy(int port, String verification) {
    return RunningProxy.terminating(
        directory, ca, port, "backends.app.tls { server-name = app.test, " + verification + " }");
  }
}
