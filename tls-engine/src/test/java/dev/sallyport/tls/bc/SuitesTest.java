package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsVersion;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every suite with OpenSSL's command line, in both roles, and which of them goes first. */
@Timeout(60)
final class SuitesTest {
  private static final Set<KeyExchange> ALL =
      EnumSet.of(KeyExchange.ECDHE, KeyExchange.DHE, KeyExchange.RSA);

  @TempDir private static Path directory = Path.of("set by JUnit");

  @BeforeAll
  static void opensslIsThere() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void weServe(CipherSuite suite) throws Exception {
    ServerProfile profile = Pair.serverProfile(ALL, Identities.of(KeyKind.EC), rsa());
    TlsFacts facts = ask(profile, "-quiet " + only(suite));
    assertThat(facts.cipherSuite()).isEqualTo(suite.name());
    assertThat(facts.version()).isEqualTo(suite.version());
    if (suite.keyExchange() != null) {
      assertThat(facts.keyExchange()).isEqualTo(suite.keyExchange());
    }
  }

  static Stream<CipherSuite> suitesOfOurClient() {
    return Pair.clientProfile(TlsVersion.values()).policy().cipherSuites().stream();
  }

  @ParameterizedTest
  @MethodSource("suitesOfOurClient")
  void weAsk(CipherSuite suite) throws Exception {
    Identity identity = suite.fits(KeyKind.RSA) ? rsa() : Identities.of(KeyKind.EC);
    TestCertificates.PemFiles files = TestCertificates.write(identity, directory, suite.name());
    try (OpenSsl.Server server =
        OpenSsl.server("-rev -cert " + files.cert() + " -key " + files.key() + " " + only(suite))) {
      SocketClient client =
          new SocketClient(Pair.clientProfile(TlsVersion.values()), server.port());
      assertThat(client.ask("desserts\n")).isEqualTo("stressed\n");
      assertThat(client.failure()).isNull();
      assertThat(client.facts().cipherSuite()).isEqualTo(suite.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256,"
        + " TLS_AES_128_GCM_SHA256",
    "-ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256,"
        + " TLS_CHACHA20_POLY1305_SHA256",
    "-tls1_2 -cipher AES128-SHA:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256,"
        + " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256,"
        + " TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  })
  void aesGoesFirstUnlessTheClientListsChaCha20BeforeIt(String options, String suite)
      throws Exception {
    ServerProfile profile = Pair.serverProfile(ALL, Identities.of(KeyKind.EC), rsa());
    assertThat(ask(profile, "-quiet " + options).cipherSuite()).isEqualTo(suite);
  }

  @Test
  void aConfiguredListIsTakenAsItIs() throws Exception {
    ServerProfile profile =
        ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(
                List.of(TlsVersion.values()),
                ALL,
                List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"),
                List.of()));
    String options = "-ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
    assertThat(ask(profile, "-quiet " + options).cipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
  }

  private static TlsFacts ask(ServerProfile profile, String options) throws Exception {
    try (SocketServer server = new SocketServer(profile)) {
      OpenSsl.Result result =
          OpenSsl.run(
              "hello\n",
              "s_client -connect 127.0.0.1:"
                  + server.port()
                  + " -servername example.com "
                  + options);
      TlsFacts facts = server.facts();
      assertThat(server.failure()).isNull();
      assertThat(result.output()).contains("echo: hello");
      return facts;
    }
  }

  private static Identity rsa() {
    return Identities.of(KeyKind.RSA);
  }

  /** The options that leave only that suite. */
  private static String only(CipherSuite suite) {
    return suite.version() == TlsVersion.TLS_1_3
        ? "-tls1_3 -ciphersuites " + suite
        : "-tls1_2 -cipher " + opensslName(suite);
  }

  private static String opensslName(CipherSuite suite) {
    String name =
        suite
            .name()
            .replaceFirst("^TLS_", "")
            .replace("RSA_WITH_AES", suite.keyExchange() == KeyExchange.RSA ? "AES" : "RSA_AES")
            .replace("WITH_", "")
            .replace("AES_", "AES")
            .replace("POLY1305_SHA256", "POLY1305");
    return String.join("-", Arrays.asList(name.split("_", -1)));
  }
}
