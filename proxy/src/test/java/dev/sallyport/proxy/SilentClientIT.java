package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that comes and goes without a byte is a health check, and no failure. */
class SilentClientIT {

  @TempDir private Path directory;

  @OnEachTransport
  void leavesAnEmptyFlow(String transport) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      proxy.connect().close();
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.EMPTY);
      assertThat(record.ending().error()).isNull();
      assertThat(Told.close(record).first()).isEqualTo(Closer.DOWNSTREAM);
      assertThat(Told.close(record).by()).isEqualTo(Means.FIN);
      assertThat(record.downstream().bytes().in()).isZero();
    }
  }

  /** Whatever its listener waits for, its FIN is answered by FIN, and by nothing before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy-protocol = optional",
        "proxy-protocol = required",
        "tls.mode = passthrough",
        "tls.mode = passthrough, dial-on = accepted",
        "tls.mode = passthrough, proxy-protocol = optional",
        "tls.mode = passthrough, proxy-protocol = required",
        "tls.certificates = [ { cert = web.pem, key = web.key } ]",
        "tls.certificates = [ { cert = web.pem, key = web.key } ], proxy-protocol = optional",
        "tls.certificates = [ { cert = web.pem, key = web.key } ], proxy-protocol = required",
      })
  void isAnsweredByFin(String settings) throws Exception {
    TestCertificates.write(TestCertificates.authority("CA").server("web.test"), directory, "web");
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "listeners.web {", settings, "}")) {
      try (Socket client = proxy.connect()) {
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      FlowRecord record = proxy.record();
      assertThatFlow(record)
          .firstEnd(Closer.DOWNSTREAM, Means.FIN)
          .passed(DOWNSTREAM, "in tcp.fin_received", "out tcp.fin_sent", "tcp.closed")
          .didNotHappen(DOWNSTREAM, "tcp.rst_sent", "tls.alert");
      assertThat(record.outcome()).isEqualTo(Outcome.EMPTY);
      assertThat(record.ending().error()).isNull();
    }
  }
}
