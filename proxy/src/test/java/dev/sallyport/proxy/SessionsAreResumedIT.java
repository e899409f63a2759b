package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  private TlsListener listener;

  @BeforeEach
  void start() throws IOException {
    listener = TlsListener.of(KeyKind.EC, directory, TlsListener.ONE_LINE);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, psk, PSK", "TLSv1.2, ticket,"})
  void aClientThatComesAgain(String version, String how, String keyExchange) throws Exception {
    SSLContext client = JdkTls.context(null, listener.ca().certificate());
    try (RunningProxy proxy = listener.proxy("")) {
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

  /**
   * The backend ends each connection after its answer, so that curl makes another. In TLS 1.2 it
   * takes no tickets.
   */
  @ParameterizedTest
  @CsvSource({"1.3, psk", "1.2, session_id"})
  void curlThatAsksTwice(String version, String how) throws Exception {
    try (TlsListener pages = TlsListener.of(KeyKind.EC, directory, SessionsAreResumedIT::answer);
        RunningProxy proxy = pages.proxy("")) {
      Curl.Answer answer =
          new Curl(proxy, "web.test")
              .trusting(Path.of(pages.trust()))
              .speaking(version)
              .get("/one", "/two");
      assertThat(answer.exitCode()).as(answer.said()).isZero();
      assertThat(answer.said()).isEqualTo("200200");
      assertThat(proxy.records(2))
          .extracting(flow -> assertThatFlow(flow).tls(DOWNSTREAM).parameters().resumption())
          .containsExactlyInAnyOrder(null, how);
    }
  }

  private static void answer(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
    connection
        .getOutputStream()
        .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhere".getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"-tls1_3, psk", "-tls1_2, ticket", "-tls1_2 -no_ticket, session_id"})
  void opensslThatComesAgain(String options, String how) throws Exception {
    String session = directory.resolve("session.pem").toString();
    String[] out = (options + " -sess_out " + session).split(" ", -1);
    String[] in = (options + " -sess_in " + session).split(" ", -1);
    try (RunningProxy proxy = listener.proxy("")) {
      openssl(proxy, out);
      assertThat(proxy.record()).isNotNull();
      openssl(proxy, in);
      TlsRecord.Parameters again =
          assertThatFlow(proxy.records(2).get(1)).tls(DOWNSTREAM).parameters();
      assertThat(again.resumed()).isTrue();
      assertThat(again.resumption()).isEqualTo(how);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void notWhereItIsOff(String version) throws Exception {
    SSLContext client = JdkTls.context(null, listener.ca().certificate());
    try (RunningProxy proxy = listener.proxy("tls.resumption = off")) {
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
    try (RunningProxy one = listener.proxy(shared);
        RunningProxy other = listener.proxy(shared);
        RunningProxy stranger = listener.proxy("")) {
      openssl(one, version, "-sess_out", session.toString());
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
      socket.getOutputStream().write("hello\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("hello\n");
    }
  }

  private static void openssl(RunningProxy proxy, String... options) {
    Tool.Result client = new SClient(proxy, options).say("hello");
    assertThat(client.exitCode()).as(client.err()).isZero();
    assertThat(client.out()).contains("hello\n");
  }
}
