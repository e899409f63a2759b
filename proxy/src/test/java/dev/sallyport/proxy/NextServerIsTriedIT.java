package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where TLS to one server of a backend fails, the next one is tried, and the client never knows.
 */
class NextServerIsTriedIT {

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");

  @BeforeEach
  void write() {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
  }

  private static long echo(Socket socket) throws IOException {
    return socket.getInputStream().transferTo(socket.getOutputStream());
  }

  @Test
  void afterAnUntrustedCertificate() throws Exception {
    try (Server<Long> bad =
            Server.start(JdkTls.listen(ca.server("other.test")), NextServerIsTriedIT::echo);
        Server<Long> good =
            Server.start(JdkTls.listen(ca.server("app.test")), NextServerIsTriedIT::echo);
        RunningProxy proxy = proxy(bad.port(), good.port())) {
      assertServed(proxy, good);
    }
  }

  @Test
  void afterAServerThatDoesNotSpeakTls() throws Exception {
    try (Server<Integer> bad =
            Server.start(
                socket -> {
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                  return socket.getInputStream().read();
                });
        Server<Long> good =
            Server.start(JdkTls.listen(ca.server("app.test")), NextServerIsTriedIT::echo);
        RunningProxy proxy = proxy(bad.port(), good.port())) {
      assertServed(proxy, good);
    }
  }

  @Test
  void afterAServerThatHangsUp() throws Exception {
    try (Server<Integer> bad = Server.start(socket -> socket.getInputStream().read());
        Server<Long> good =
            Server.start(JdkTls.listen(ca.server("app.test")), NextServerIsTriedIT::echo);
        RunningProxy proxy = proxy(bad.port(), good.port())) {
      assertServed(proxy, good);
    }
  }

  @Test
  void theLastOnesFailureIsTold() throws Exception {
    try (Server<Long> first =
            Server.start(JdkTls.listen(ca.server("other.test")), NextServerIsTriedIT::echo);
        Server<Long> last =
            Server.start(
                JdkTls.listen(ca.leaf("app.test").expired().identity()),
                NextServerIsTriedIT::echo);
        RunningProxy proxy = proxy(first.port(), last.port())) {
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

  private void assertServed(RunningProxy proxy, Server<Long> by) throws Exception {
    try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
      client.getOutputStream().write(7);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
    FlowRecord record = proxy.record();
    FlowAssert flow = assertThatFlow(record).isOk();
    assertThat(record.heading().server()).isEqualTo("127.0.0.1:" + by.port());
    flow.happened(
        UPSTREAM,
        "tcp.dial",
        "tcp.connected",
        "tls.handshake_failed",
        "tcp.dial",
        "tcp.connected",
        "tls.handshake_completed");
    assertThat(record.timeline())
        .filteredOn(entry -> entry.event().equals("tcp.dial"))
        .extracting(entry -> entry.side())
        .isEqualTo(List.of(UPSTREAM, UPSTREAM));
  }

  private RunningProxy proxy(int first, int second) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        backends.app {
          servers = ["127.0.0.1:%d", "127.0.0.1:%d"]
          tls { trust = "ca.pem", server-name = app.test }
        }
        """
            .formatted(first, second));
  }
}
