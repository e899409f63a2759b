package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.TlsFacts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client resumes sessions of OpenSSL's server and of nginx. */
@Timeout(60)
final class ClientResumptionInteropTest {
  private static final SocketAddress SERVER = new InetSocketAddress("192.0.2.1", 443);

  @TempDir private static Path directory = Path.of("set by JUnit");

  private static TestCertificates.PemFiles files =
      new TestCertificates.PemFiles(directory, directory);

  private final BouncyCastleTls engines = Tiers.engines();
  private final ClientProfile profile =
      ClientProfile.of("localhost", new PeerVerifier(Identities.CA.anchors(), Clock.systemUTC()));

  @BeforeAll
  static void write() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
    files = TestCertificates.write(Identities.of(KeyKind.EC), directory, "server");
  }

  private static OpenSsl.Server openssl(String options) throws IOException {
    return OpenSsl.server(arguments(options));
  }

  private static String arguments(String options) {
    return "-rev -cert " + files.cert() + " -key " + files.key() + " " + options;
  }

  private TlsFacts ask(OpenSsl.Server server) throws IOException {
    return ask(server.port(), "desserts\n", "stressed\n");
  }

  private TlsFacts ask(NginxServer server) throws IOException {
    return ask(server.port(), "GET / HTTP/1.0\r\n\r\n", "\n");
  }

  private TlsFacts ask(int port, String question, String answer) throws IOException {
    SocketClient client = new SocketClient(engines, profile, port, SERVER);
    assertThat(client.ask(question)).endsWith(answer);
    assertThat(client.failure()).isNull();
    return client.facts();
  }

  private static void assertFull(TlsFacts facts) {
    assertThat(facts.resumption()).isNull();
    assertThat(facts.peerCertificate()).isNotNull();
    assertThat(facts.certificateVerified()).isNotNull();
  }

  private static void assertResumed(TlsFacts facts, Resumption how) {
    assertThat(facts.resumption()).isEqualTo(how);
    assertThat(facts.peerCertificate()).isNull();
    assertThat(facts.certificateVerified()).isNull();
    assertThat(facts.signature()).isNull();
    assertThat(facts.keysDerivedAt()).isNotNull();
    assertThat(facts.keyExchange()).isEqualTo(how == Resumption.PSK ? KeyExchange.PSK : null);
    assertThat(facts.preMaster() == null).isEqualTo(how != Resumption.PSK);
  }

  private static String history(TlsFacts facts) {
    return Objects.requireNonNull(facts.handshake()).history();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_2, TICKET",
    "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384, TICKET",
    "-tls1_2 -no_ticket, SESSION_ID",
    "-tls1_3, PSK",
    "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384, PSK",
    "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256, PSK",
    "-tls1_3 -no_ticket, PSK",
    "-tls1_3 -groups P-384, PSK",
    "-tls1_3 -num_tickets 1, PSK"
  })
  void opensslResumes(String options, Resumption how) throws IOException {
    try (OpenSsl.Server server = openssl(options)) {
      assertFull(ask(server));
      for (int i = 0; i < 3; i++) {
        assertResumed(ask(server), how);
      }
    }
  }

  @Test
  void theHandshakeIsAbbreviated() throws IOException {
    try (OpenSsl.Server server = openssl("-tls1_2")) {
      assertThat(history(ask(server))).startsWith("CsxknGIFtifD");
      assertThat(history(ask(server))).startsWith("CsifIFD");
    }
    try (OpenSsl.Server server = openssl("-tls1_3")) {
      assertThat(history(ask(server))).startsWith("CsIioxyfF");
      assertThat(history(ask(server))).startsWith("CsIiofF");
    }
  }

  /** Its keys are others then. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3", "-tls1_3 -no_ticket"})
  void aServerThatWasRestartedIsAFullHandshake(String options) throws IOException {
    try (OpenSsl.Server server = openssl(options)) {
      ask(server);
    }
    try (OpenSsl.Server server = openssl(options)) {
      assertFull(ask(server));
      assertThat(ask(server).resumed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2, -tls1_3, PSK", "-tls1_3, -tls1_2, TICKET"})
  void aServerMayChangeItsVersion(String before, String after, Resumption how) throws IOException {
    try (OpenSsl.Server server = openssl(before)) {
      ask(server);
    }
    try (OpenSsl.Server server = openssl(after)) {
      assertFull(ask(server));
      assertResumed(ask(server), how);
    }
  }

  /** RFC 7627 section 5.3. */
  @ParameterizedTest
  @ValueSource(strings = {"-ExtendedMasterSecret", "-ExtendedMasterSecret,-SessionTicket"})
  void withoutTheExtendedMasterSecretNothingIsResumed(String options) throws IOException {
    Path configuration =
        Files.writeString(
            Files.createTempFile(directory, "openssl", ".cnf"),
            """
            openssl_conf = all
            [all]
            ssl_conf = tls
            [tls]
            system_default = options
            [options]
            Options = %s
            """
                .formatted(options));
    Map<String, String> environment = Map.of("OPENSSL_CONF", configuration.toString());
    try (OpenSsl.Server server = OpenSsl.server(environment, arguments("-tls1_2"))) {
      assertThat(history(ask(server))).startsWith("CsxknGIF");
      assertFull(ask(server));
    }
  }

  // ---- nginx

  private static NginxServer nginx(String settings) throws IOException {
    assumeTrue(NginxServer.available(), "skipped: there is no nginx");
    return NginxServer.start(directory, files, settings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssl_protocols TLSv1.2; | TICKET",
        "ssl_protocols TLSv1.2; ssl_session_tickets off; ssl_session_cache shared:a:1m; | SESSION_ID",
        "ssl_protocols TLSv1.3; | PSK",
        "ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache shared:a:1m; | PSK",
        "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache builtin:100; | PSK"
      })
  void nginxResumes(String settings, Resumption how) throws IOException {
    try (NginxServer server = nginx(settings)) {
      assertFull(ask(server));
      for (int i = 0; i < 3; i++) {
        assertResumed(ask(server), how);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void nginxDoesNotResumeWhereItIsOff(String version) throws IOException {
    try (NginxServer server =
        nginx("ssl_protocols " + version + "; ssl_session_tickets off; ssl_session_cache off;")) {
      assertFull(ask(server));
      assertFull(ask(server));
    }
  }

  /** A ticket under the last key but one is taken, and renewed (RFC 5077 section 3.3). */
  @Test
  void nginxRenewsATicketOfAnOlderKey() throws IOException {
    Path first = key();
    Path second = key();
    String keys = "ssl_protocols TLSv1.2; ssl_session_ticket_key %s; ssl_session_ticket_key %s;";
    try (NginxServer server = nginx(keys.formatted(first, second))) {
      ask(server);
    }
    try (NginxServer server = nginx(keys.formatted(second, first))) {
      TlsFacts renewed = ask(server);
      assertResumed(renewed, Resumption.TICKET);
      assertThat(history(renewed)).startsWith("CstifIFD");
      TlsFacts again = ask(server);
      assertResumed(again, Resumption.TICKET);
      assertThat(history(again)).startsWith("CsifIFD");
    }
  }

  private static Path key() throws IOException {
    byte[] key = new byte[80];
    ThreadLocalRandom.current().nextBytes(key);
    return Files.write(Files.createTempFile(directory, "ticket", ".key"), key);
  }
}
