package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that comes again resumes its session, at this proxy or at another with the same ticket
 * keys; the record says so and how.
 */
class SessionsAreResumedIT {
  private static final String KEY = "0123456789abcdef".repeat(6);

  @TempDir private Path directory;

  private TestCertificates ca = TestCertificates.authority("CA of the proxy");
  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    ca = TestCertificates.authority("CA of the proxy");
    TestCertificates.write(ca.leaf("web.test").identity(), directory, "web");
    backend = TestBackend.start(TestBackend.ECHO.untilCut());
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, psk, PSK", "TLSv1.2, ticket,"})
  void aClientThatComesAgain(String version, String how, String keyExchange) throws Exception {
    SSLContext client = JdkTls.context(null, ca.certificate());
    try (RunningProxy proxy = proxy("")) {
      greet(proxy, client, version);
      TlsRecord.Parameters first = assertThatFlow(proxy.record()).tls(DOWNSTREAM).parameters();
      assertThat(first.resumed()).isFalse();
      assertThat(first.resumption()).isNull();
      greet(proxy, client, version);
      FlowRecord again = proxy.records(2).get(1);
      TlsRecord tls = assertThatFlow(again).tls(DOWNSTREAM);
      assertThat(tls.parameters().resumed()).isTrue();
      assertThat(tls.parameters().resumption()).isEqualTo(how);
      assertThat(tls.parameters().keyExchange()).isEqualTo(keyExchange);
      assertThat(tls.certificates()).isEqualTo(TlsRecord.Certificates.NONE);
      assertThat(tls.keys().derivedMicros()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void notWhereItIsOff(String version) throws Exception {
    SSLContext client = JdkTls.context(null, ca.certificate());
    try (RunningProxy proxy = proxy("tls.resumption = off")) {
      for (int i = 0; i < 2; i++) {
        greet(proxy, client, version);
        TlsRecord tls = assertThatFlow(proxy.records(i + 1).get(i)).tls(DOWNSTREAM);
        assertThat(tls.parameters().resumed()).isFalse();
        assertThat(tls.certificates().ours()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_3, psk", "-tls1_2, ticket"})
  void atAnotherProxyWithTheSameTicketKeys(String version, String how) throws Exception {
    Path keys = directory.resolve("ticket.keys");
    Files.createFile(
        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keys, "# shared\n" + KEY + "\n");
    Path session = directory.resolve("session.pem");
    String shared = "tls.ticket-keys = ticket.keys";
    try (RunningProxy one = proxy(shared);
        RunningProxy other = proxy(shared);
        RunningProxy stranger = proxy("")) {
      // it may leave before it has read its tickets
      await()
          .until(
              () -> {
                openssl(one, version, "-sess_out", session.toString());
                return Files.exists(session);
              });
      openssl(other, version, "-sess_in", session.toString());
      assertThat(assertThatFlow(other.record()).tls(DOWNSTREAM).parameters().resumption())
          .isEqualTo(how);
      openssl(stranger, version, "-sess_in", session.toString());
      assertThat(assertThatFlow(stranger.record()).tls(DOWNSTREAM).parameters().resumed())
          .isFalse();
    }
  }

  private void greet(RunningProxy proxy, SSLContext client, String version) throws IOException {
    Socket plain = proxy.connect();
    try (SSLSocket socket =
        (SSLSocket) client.getSocketFactory().createSocket(plain, "web.test", proxy.port(), true)) {
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(new String[] {version});
      socket.getOutputStream().write("hello".getBytes(UTF_8));
      assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
    }
  }

  private void openssl(RunningProxy proxy, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "s_client", "-connect", "127.0.0.1:" + proxy.port(), "-servername", "web.test"));
    command.addAll(List.of(more));
    Tool.Result client = Tool.of("openssl").run(command);
    assertThat(client.exitCode()).as(client.err()).isZero();
  }

  private RunningProxy proxy(String more) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          %s
        }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(more, backend.port()));
  }
}
