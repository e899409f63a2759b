package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.ladder.Ladder;
import dev.sallyport.proxy.ladder.LadderStyle;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The second connection to a server of a backend resumes the session of the first, and the record
 * says so and how; not after a reload that changes whom we trust or who we are, nor at a server
 * that has forgotten.
 */
class UpstreamSessionsAreResumedIT {
  private static final int TOLD = 400;

  /** Answers what comes first, a ClientHello, by RST. */
  private static final TestBackend.Script RESET =
      connection -> {
        connection.getInputStream().read();
        connection.setSoLinger(true, 0);
      };

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of the backend");

  @BeforeEach
  void files() {
    ca.writeCertificate(directory.resolve("ca.pem"));
    write(ca.server("app.test"), "app");
    write(ca.client("proxy"), "own");
  }

  private void write(Identity identity, String name) {
    TestCertificates.write(identity, directory, name);
  }

  private SServer server(String options) throws IOException {
    return SServer.start(directory, "app", List.of(options.split(" ", -1)));
  }

  /** With one event loop: each has sessions of its own. */
  private RunningProxy proxy(int port, String more) {
    return RunningProxy.start(
        directory,
        """
        listeners.plain { bind = "127.0.0.1:0", backend = app }
        backends.app {
          servers = ["127.0.0.1:%d"]
          tls { trust = "ca.pem", server-name = app.test %s }
        }
        transport.threads = 1
        """
            .formatted(port, more));
  }

  /** The server's page about the connection, and the record of the flow. */
  private record Visit(String page, FlowRecord flow) {

    TlsRecord.Parameters parameters() {
      return assertThatFlow(flow).isOk().tls(UPSTREAM).parameters();
    }

    void assertResumed(String how) {
      assertThat(parameters().resumed()).isTrue();
      assertThat(parameters().resumption()).isEqualTo(how);
      assertThat(page).contains("Reused, TLSv1.");
    }

    void assertFull() {
      assertThat(parameters().resumed()).isFalse();
      assertThat(parameters().resumption()).isNull();
      assertThat(Told.tls(flow, UPSTREAM).certificates().peer()).isNotNull();
      assertThat(page).contains("New, TLSv1.");
    }
  }

  /**
   * Asks for the page.
   *
   * @param nth how many flows there have been with this one
   */
  private static Visit visit(RunningProxy proxy, int nth) throws IOException {
    String page;
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      page = new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
    return new Visit(page, proxy.records(nth).get(nth - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3,            psk,        PSK, resumed by PSK",
    "-tls1_2,            ticket,     ,    resumed by ticket",
    "-tls1_2 -no_ticket, session_id, ,    resumed by session ID"
  })
  void theSecondFlowResumes(String options, String how, String keyExchange, String words)
      throws Exception {
    try (SServer server = server(options);
        RunningProxy proxy = proxy(server.port(), "")) {
      visit(proxy, 1).assertFull();
      for (int nth = 2; nth < 5; nth++) {
        Visit again = visit(proxy, nth);
        again.assertResumed(how);
        assertThat(again.parameters().keyExchange()).isEqualTo(keyExchange);
        assertThat(again.parameters().signature()).isNull();
        TlsRecord tls = Told.tls(again.flow, UPSTREAM);
        assertThat(tls.certificates()).isEqualTo(TlsRecord.Certificates.NONE);
        assertThat(tls.keys().derivedMicros()).isNotNull();
        assertThat(tls.keys().preMaster() == null).isEqualTo(keyExchange == null);
        assertThat(Ladder.draw(again.flow, new LadderStyle(TOLD, false, true))).contains(words);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void notWhereItIsOff(String options) throws Exception {
    try (SServer server = server(options);
        RunningProxy proxy = proxy(server.port(), ", resumption = off")) {
      visit(proxy, 1).assertFull();
      visit(proxy, 2).assertFull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2", "-tls1_2 -no_ticket"})
  void aServerThatWasRestartedMakesAFullHandshake(String options) throws Exception {
    SServer first = server(options);
    try (RunningProxy proxy = proxy(first.port(), "")) {
      visit(proxy, 1).assertFull();
      first.close();
      try (SServer second =
          SServer.start(directory, "app", first.port(), List.of(options.split(" ", -1)))) {
        assertThat(second.port()).isEqualTo(first.port());
        visit(proxy, 2).assertFull();
        assertThat(visit(proxy, 3).parameters().resumed()).isTrue();
      }
    } finally {
      first.close();
    }
  }

  /** Else each flow would offer the same session again, and fail. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aServerThatAnswersTheOfferByRstIsOfferedNoMore(String options) throws Exception {
    SServer first = server(options);
    try (RunningProxy proxy = proxy(first.port(), "")) {
      visit(proxy, 1).assertFull();
      first.close();
      try (TestBackend resetting = TestBackend.accepting(listenAt(first.port()), RESET);
          Socket client = proxy.connect()) {
        assertThat(resetting.port()).isEqualTo(first.port());
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        assertThat(Told.error(proxy.records(2).get(1)).type()).isEqualTo(ErrorType.PEER_RESET);
      }
      try (SServer second =
          SServer.start(directory, "app", first.port(), List.of(options.split(" ", -1)))) {
        assertThat(second.port()).isEqualTo(first.port());
        visit(proxy, 3).assertFull();
        visit(proxy, 4).assertFull();
      }
    } finally {
      first.close();
    }
  }

  private static ServerSocket listenAt(int port) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return listening;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aReloadOfTheTrustVerifiesAnew(String options) throws Exception {
    try (SServer server = server(options);
        RunningProxy proxy = proxy(server.port(), "")) {
      visit(proxy, 1).assertFull();
      assertThat(visit(proxy, 2).parameters().resumed()).isTrue();
      TestCertificates.authority("Nobody's CA").writeCertificate(directory.resolve("ca.pem"));
      proxy.proxy().reload().join();
      try (Socket client = proxy.connect()) {
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
      }
      assertThatFlow(proxy.records(3).get(2))
          .failed(
              Outcome.UPSTREAM_TLS_FAILED,
              UPSTREAM,
              "HANDSHAKING",
              ErrorType.of("certificate_unknown_ca"));
      ca.writeCertificate(directory.resolve("ca.pem"));
      proxy.proxy().reload().join();
      assertThat(visit(proxy, 4).parameters().resumed()).as("by the same trust").isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3 -verify 2", "-tls1_2 -verify 2"})
  void aReloadOfOurCertificateIntroducesUsAnew(String options) throws Exception {
    try (SServer server = server(options);
        RunningProxy proxy =
            proxy(server.port(), ", certificate { cert = own.pem, key = own.key }")) {
      visit(proxy, 1).assertFull();
      assertThat(visit(proxy, 2).parameters().resumed()).isTrue();
      write(ca.client("another"), "own");
      proxy.proxy().reload().join();
      Visit anew = visit(proxy, 3);
      anew.assertFull();
      assertThat(String.valueOf(Told.tls(anew.flow, UPSTREAM).certificates().ours()))
          .contains("CN=another");
    }
  }
}
