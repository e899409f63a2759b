package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The backend is dialled at once, when the ClientHello was read, or when the handshake is done; a
 * client that does not come that far costs the backend nothing.
 */
class DialWaitsForWhatItIsToldIT {

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");
  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = TestBackend.echoing();
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "accepted,  tcp.accepted,            tls.client_hello",
    "hello,     tls.client_hello,        tls.handshake_completed",
    "handshake, tls.handshake_completed, app.first_byte",
  })
  void theOrderIsAsConfigured(String dialOn, String before, String after) throws Exception {
    try (RunningProxy proxy = proxy(dialOn)) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        await().until(() -> proxy.proxy().running() == 1);
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
      }
      FlowRecord record = proxy.record();
      assertThatFlow(record).isOk();
      assertThat(record.timeline())
          .extracting(entry -> entry.event())
          .containsSubsequence(before, "tcp.dial", after);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "handshake"})
  void whoSaysNothingIsNotDialledFor(String dialOn) throws Exception {
    try (RunningProxy proxy = proxy(dialOn)) {
      try (Socket client = proxy.connect()) {
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      }
      FlowRecord record = proxy.record();
      assertThatFlow(record).wasNeverDialled();
      assertThat(record.outcome()).isEqualTo(Outcome.EMPTY);
    }
  }

  @Test
  void whoFailsTheHandshakeIsNotDialledFor() throws Exception {
    try (RunningProxy proxy = proxy("handshake")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write(RawHello.of("web.test", List.of()));
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      }
      assertThatFlow(proxy.record())
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.PEER_CLOSED)
          .wasNeverDialled();
    }
  }

  private RunningProxy proxy(String dialOn) {
    return RunningProxy.terminating(
        directory, ca, backend.port(), "listeners.web.dial-on = " + dialOn);
  }
}
