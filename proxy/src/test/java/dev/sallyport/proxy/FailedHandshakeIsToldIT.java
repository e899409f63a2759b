package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A handshake with a client that fails leaves a record that says in which state, by which alert and
 * for which name, and the client is told too.
 */
class FailedHandshakeIsToldIT {

  private static final String HOST = "web.test";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of the proxy");
  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    TestCertificates.authority("Another CA").writeCertificate(directory.resolve("other.pem"));
    backend = TestBackend.start(TestBackend.ECHO.untilCut());
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  @Test
  void plainHttpOnTheTlsPort() throws IOException {
    try (RunningProxy proxy = proxy("")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        assertThat(client.getInputStream().readAllBytes())
            .as("a fatal alert: unexpected_message")
            .endsWith(2, 10);
      }
      assertThatFlow(proxy.record())
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.NOT_TLS)
          .byAlert(Direction.OUT, "unexpected_message")
          .happened(DOWNSTREAM, "tcp.accepted", "tls.alert", "tls.handshake_failed", "tcp.closed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void curlDoesNotTrustTheCertificate(String version) {
    try (RunningProxy proxy = proxy("")) {
      Curl curl = new Curl(proxy, HOST).trusting(directory.resolve("other.pem"));
      Curl.Answer answer = curl.speaking(version).get("/");
      assertThat(answer.exitCode()).as(answer.said()).isEqualTo(60);
      FlowRecord record = proxy.record();
      assertThatFlow(record)
          .failed(
              Outcome.DOWNSTREAM_TLS_FAILED,
              DOWNSTREAM,
              "HANDSHAKING",
              ErrorType.CERTIFICATE_REJECTED_BY_PEER)
          .byAlert(Direction.IN, "unknown_ca")
          .passed(
              DOWNSTREAM,
              "in tls.client_hello",
              "out tls.server_hello",
              "out tls.certificate",
              "in tls.alert")
          .asksFor(HOST);
      assertThat(Told.close(record).first()).isEqualTo(Closer.DOWNSTREAM);
    }
  }

  @Test
  void noVersionInCommon() {
    try (RunningProxy proxy = proxy("listeners.web.tls.versions = [\"1.3\"]")) {
      Curl.Answer answer =
          new Curl(proxy, HOST).trusting(directory.resolve("ca.pem")).speaking("1.2").get("/");
      assertThat(answer.exitCode()).as(answer.said()).isEqualTo(35);
      assertThat(answer.said()).contains("protocol version");
      FlowAssert flow =
          assertThatFlow(proxy.record())
              .failed(
                  Outcome.DOWNSTREAM_TLS_FAILED,
                  DOWNSTREAM,
                  "HANDSHAKING",
                  ErrorType.NO_COMMON_VERSION)
              .byAlert(Direction.OUT, "protocol_version")
              .asksFor(HOST);
      assertThat(offer(flow).versions()).containsExactly("TLSv1.2");
    }
  }

  @Test
  void noSuiteInCommon() {
    try (RunningProxy proxy = proxy("")) {
      Curl.Answer answer =
          new Curl(proxy, HOST)
              .trusting(directory.resolve("ca.pem"))
              .speaking("1.2")
              .with("--ciphers", "ECDHE-RSA-AES128-GCM-SHA256")
              .get("/");
      assertThat(answer.exitCode()).as(answer.said()).isEqualTo(35);
      assertThat(answer.said()).contains("handshake failure");
      FlowAssert flow =
          assertThatFlow(proxy.record())
              .failed(
                  Outcome.DOWNSTREAM_TLS_FAILED,
                  DOWNSTREAM,
                  "HANDSHAKING",
                  ErrorType.NO_COMMON_SUITE)
              .byAlert(Direction.OUT, "handshake_failure")
              .asksFor(HOST);
      assertThat(offer(flow).cipherSuites()).contains("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }
  }

  @Test
  void theClientLeavesInMidHandshakeByFin() throws IOException {
    try (RunningProxy proxy = proxy("")) {
      try (Socket client = proxy.connect()) {
        sendHello(client);
        assertThat(client.getInputStream().readNBytes(1)).as("a flight of the proxy").hasSize(1);
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      }
      assertThatFlow(proxy.record())
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.PEER_CLOSED)
          .byNoAlert()
          .happened(DOWNSTREAM, "tls.client_hello", "tcp.fin_received", "tls.handshake_failed")
          .asksFor(HOST)
          .firstEnd(Closer.DOWNSTREAM, Means.FIN);
    }
  }

  @Test
  void theClientLeavesInMidHandshakeByRst() throws IOException {
    try (RunningProxy proxy = proxy("")) {
      try (Socket client = proxy.connect()) {
        sendHello(client);
        assertThat(client.getInputStream().readNBytes(1)).as("a flight of the proxy").hasSize(1);
        client.setSoLinger(true, 0);
      }
      assertThatFlow(proxy.record())
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.PEER_RESET)
          .byNoAlert()
          .happened(DOWNSTREAM, "tls.client_hello", "tcp.rst_received", "tcp.closed")
          .asksFor(HOST)
          .firstEnd(Closer.DOWNSTREAM, Means.RST);
    }
  }

  @Test
  void theClientStopsInMidHandshake() throws IOException {
    try (RunningProxy proxy = proxy("timeouts.handshake = 2s")) {
      try (Socket client = proxy.connect()) {
        sendHello(client);
        byte[] heard = client.getInputStream().readAllBytes();
        assertThat(heard).as("the flight of the proxy, and what ended it").hasSizeGreaterThan(7);
      }
      assertThatFlow(proxy.record())
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.TIMEOUT)
          .byAlert(Direction.OUT, "user_canceled")
          .happened(DOWNSTREAM, "tls.client_hello", "proxy.timed_out", "tls.handshake_failed")
          .asksFor(HOST)
          .firstEnd(Closer.PROXY, Means.TIMEOUT);
    }
  }

  @Test
  void theClientNeverSpeaks() throws IOException {
    try (RunningProxy proxy = proxy("timeouts.handshake = 2s")) {
      try (Socket client = proxy.connect()) {
        assertThat(client.getInputStream().readAllBytes()).as("an alert").hasSize(7);
      }
      FlowAssert flow =
          assertThatFlow(proxy.record())
              .failed(
                  Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.TIMEOUT)
              .didNotHappen(DOWNSTREAM, "tls.client_hello");
      assertThat(flow.tls(DOWNSTREAM).parameters().serverName()).isNull();
    }
  }

  private RunningProxy proxy(String more) {
    return RunningProxy.terminating(directory, ca, backend.port(), more);
  }

  /** Just the ClientHello of a real client. */
  private static void sendHello(Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(RawHello.of(HOST, List.of("http/1.1")));
    out.flush();
  }

  private static TlsRecord.Offer offer(FlowAssert flow) {
    return Objects.requireNonNull(flow.tls(DOWNSTREAM).hello().offer());
  }
}
