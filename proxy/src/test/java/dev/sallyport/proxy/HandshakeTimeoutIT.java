package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that does not begin in time is given up, and the record says what was waited for. */
class HandshakeTimeoutIT {

  private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.9 40000 443\r\n";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "proxy-protocol = required | '' | no whole PROXY header came within 0.3s (timeouts.handshake)",
        "proxy-protocol = optional | PRO | no whole PROXY header came within 0.3s (timeouts.handshake)",
        "tls.mode = passthrough | '' | no whole ClientHello came within 0.3s (timeouts.handshake)",
        "tls.mode = passthrough, proxy-protocol = required | '' | no whole PROXY header came within 0.3s (timeouts.handshake)",
        "tls.mode = passthrough, proxy-protocol = required | header | no whole ClientHello came within 0.3s (timeouts.handshake)",
        "tls.certificates = [ { cert = web.pem, key = web.key } ] | '' | the handshake was not done within 0.3s (timeouts.handshake)",
      })
  void saysWhatDidNotCome(String settings, String text, String detail) throws Exception {
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = impatient(backend, settings);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(text.replace("header", HEADER).getBytes(US_ASCII));
      FlowRecord record = proxy.record();
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.TIMEOUT);
      assertThat(Told.error(record).detail()).isEqualTo(detail);
    }
  }

  @Test
  void aSilentTlsClientIsLeftByFin() throws Exception {
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy =
            impatient(backend, "tls.certificates = [ { cert = web.pem, key = web.key } ]");
        Socket client = proxy.connect()) {
      client.getInputStream().readAllBytes(); // the alert, then FIN: an RST would fail it

      TcpRecord tcp = proxy.record().downstream().tcp();
      assertThat(requireNonNull(tcp.teardown()).finSentMicros()).isGreaterThan(300_000);
      assertThat(tcp.teardown().rstSentMicros()).isNull();
      assertThat(tcp.state()).isIn(TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2, TcpState.TIME_WAIT);
    }
  }

  /** One that gives clients 300 ms to begin, with further settings of its listener. */
  private RunningProxy impatient(TestBackend backend, String settings) throws Exception {
    TestCertificates.write(TestCertificates.authority("CA").server("web.test"), directory, "web");
    return RunningProxy.relay(
        directory, backend.port(), "timeouts.handshake = 300ms", "listeners.web {", settings, "}");
  }
}
