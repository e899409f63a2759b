package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The name that a client asks for chooses the backend, exact before wildcard, each with its own
 * idea of TLS; others get the listener's own.
 */
class SniRoutesToBackendsIT {

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");
  private TestBackend plain;
  private TestBackend encrypted;

  @BeforeEach
  void start() throws IOException {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(
        ca.server("web.test", "one.example.test", "two.example.test"), directory, "web");
    plain = TestBackend.start(connection -> answer(connection, 1));
    encrypted =
        TestBackend.accepting(
            JdkTls.listen(ca.server("app.test")), connection -> answer(connection, 2));
  }

  @AfterEach
  void stop() throws IOException {
    plain.close();
    encrypted.close();
  }

  private static void answer(Socket connection, int answer) throws IOException {
    assertThat(connection.getInputStream().read()).isEqualTo(7);
    connection.getOutputStream().write(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "web.test,         plain,     1",
    "one.example.test, encrypted, 2",
    "two.example.test, plain,     1",
  })
  void theNameChooses(String name, String backend, int answer) throws Exception {
    try (RunningProxy proxy = proxy()) {
      try (SSLSocket client = JdkTls.connect(proxy, name, ca)) {
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(answer);
        assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
      }
      FlowRecord record = proxy.record();
      FlowAssert flow = assertThatFlow(record).isOk();
      assertThat(record.heading().backend()).isEqualTo(backend);
      assertThat(flow.tls(DOWNSTREAM).parameters().serverName()).isEqualTo(name);
      if (backend.equals("encrypted")) {
        assertThat(flow.tls(UPSTREAM).parameters().serverName()).isEqualTo("app.test");
      } else {
        assertThat(flow.upstream().tls()).isNull();
      }
    }
  }

  /** Routes need the name, so the dial waits for the ClientHello, and for nothing after it. */
  @Test
  void theBackendIsDialledOnceTheNameIsKnown() throws Exception {
    try (RunningProxy proxy = proxy()) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(1);
      }
      FlowRecord record = proxy.record();
      assertThatFlow(record).isOk();
      assertThat(record.timeline())
          .extracting(entry -> entry.event())
          .containsSubsequence(
              "tcp.accepted", "tls.client_hello", "tcp.dial", "tls.handshake_completed");
    }
  }

  private RunningProxy proxy() {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = plain
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          routes = [
            { server-name = "*.example.test", backend = encrypted }
            { server-name = "two.example.test", backend = plain }
          ]
        }
        backends {
          plain.servers = ["127.0.0.1:%d"]
          encrypted {
            servers = ["127.0.0.1:%d"]
            tls { trust = "ca.pem", server-name = app.test }
          }
        }
        """
            .formatted(plain.port(), encrypted.port()));
  }
}
