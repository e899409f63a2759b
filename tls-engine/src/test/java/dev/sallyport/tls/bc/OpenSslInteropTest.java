package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSL's command line at the other end of a socket. */
@Timeout(60)
final class OpenSslInteropTest {
  @TempDir private static Path directory = Path.of("set by JUnit");

  private static String trust = "";

  @BeforeAll
  static void opensslIsThere() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
    trust = Identities.CA.writeCertificate(directory.resolve("ca.pem")).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256, EC, ECDHE",
    "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256, RSA, ECDHE",
    "-tls1_3 -groups P-384, ED25519, ECDHE",
    "-tls1_3, RSA_PSS, ECDHE",
    "-tls1_3 -sigalgs rsa_pss_pss_sha512:ed25519, RSA_PSS, ECDHE",
    "-tls1_2, RSA_PSS, ECDHE",
    "-tls1_2 -sigalgs rsa_pss_pss_sha384:ecdsa_secp256r1_sha256, RSA_PSS, ECDHE",
    "-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384, RSA_PSS, DHE",
    "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256, EC, ECDHE",
    "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305, RSA, ECDHE",
    "-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384, RSA, DHE",
    "-tls1_2 -cipher AES128-GCM-SHA256, RSA, RSA"
  })
  void weServe(String options, KeyKind kind, KeyExchange exchange) throws Exception {
    try (SocketServer server = new SocketServer(profile(Identities.of(kind)))) {
      OpenSsl.Result result =
          OpenSsl.run(
              "hello from openssl\n",
              "s_client -connect 127.0.0.1:"
                  + server.port()
                  + " -servername example.com -verify_return_error -quiet -CAfile "
                  + trust
                  + " "
                  + options);
      TlsFacts facts = server.facts();
      assertThat(server.failure()).isNull();
      assertThat(result.output()).contains("echo: hello from openssl");
      assertThat(facts.keyExchange()).isEqualTo(exchange);
      assertThat(facts.serverName()).isEqualTo("example.com");
    }
  }

  @Test
  void anUnknownCaIsTheClientsVerdict() throws Exception {
    try (SocketServer server = new SocketServer(profile(Identities.of(KeyKind.EC)))) {
      OpenSsl.run(
          "",
          "s_client -connect 127.0.0.1:"
              + server.port()
              + " -verify_return_error -verify 5 -no-CAfile -no-CApath -no-CAstore");
      assertThat(Objects.requireNonNull(server.failure()).type())
          .isEqualTo(FailureType.CERTIFICATE_REJECTED_BY_PEER);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, EC, TLS_1_3",
    "-tls1_3 -groups P-256, RSA, TLS_1_3",
    "-tls1_3, RSA_PSS, TLS_1_3",
    "-tls1_2, RSA_PSS, TLS_1_2",
    "-tls1_2, EC, TLS_1_2",
    "-tls1_2, RSA, TLS_1_2",
    "-tls1_2, ED25519, TLS_1_2"
  })
  void weAsk(String options, KeyKind kind, TlsVersion version) throws Exception {
    Identity identity = Identities.of(kind);
    TestCertificates.PemFiles files = TestCertificates.write(identity, directory, "server-" + kind);
    ClientProfile profile =
        new ClientProfile(
            "localhost",
            new PeerVerifier(Identities.CA.anchors(), Clock.systemUTC()),
            List.of(TlsVersion.values()),
            List.of(),
            TlsLimits.defaults());
    try (OpenSsl.Server server =
        OpenSsl.server("-rev -cert " + files.cert() + " -key " + files.key() + " " + options)) {
      SocketClient client = new SocketClient(profile, server.port());
      String answer = client.ask("desserts\n");
      assertThat(client.failure()).isNull();
      assertThat(answer).isEqualTo("stressed\n");
      assertThat(client.facts().version()).isEqualTo(version);
      assertThat(client.facts().certificateVerified()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, EC",
    "-tls1_3, RSA",
    "-tls1_3, ED25519",
    "-tls1_3, RSA_PSS",
    "-tls1_2, RSA_PSS",
    "-tls1_2 -sigalgs rsa_pss_pss_sha384:rsa_pss_rsae_sha256, RSA_PSS",
    "-tls1_2, EC",
    "-tls1_2, RSA",
    "-tls1_2, ED25519",
    "-tls1_2 -sigalgs RSA+SHA256, RSA",
    "-tls1_2 -sigalgs rsa_pss_rsae_sha384:ecdsa_secp256r1_sha256, RSA",
    "-tls1_2 -cipher AES128-GCM-SHA256, EC",
    "-tls1_2 -cipher AES128-GCM-SHA256, RSA",
    "-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384, RSA"
  })
  void weVerifyAClient(String options, KeyKind kind) throws Exception {
    Identity alice = client(kind);
    TestCertificates.PemFiles files = TestCertificates.write(alice, directory, "client-" + kind);
    ServerProfile profile =
        profile(Identities.of(KeyKind.RSA))
            .withClientAuthentication(
                new ClientAuthentication(
                    true, new PeerVerifier(Identities.CA.anchors(), Clock.systemUTC())));
    try (SocketServer server = new SocketServer(profile)) {
      OpenSsl.Result result =
          OpenSsl.run(
              "hello from alice\n",
              "s_client -connect 127.0.0.1:"
                  + server.port()
                  + " -ign_eof -verify_return_error -CAfile "
                  + trust
                  + " -cert "
                  + files.cert()
                  + " -key "
                  + files.key()
                  + " "
                  + options);
      assertThat(server.failure()).isNull();
      assertThat(result.output())
          .contains("Acceptable client certificate CA names\nCN = Test CA")
          .contains("echo: hello from alice");
      assertThat(server.facts().peerCertificate()).isEqualTo(CertificateSummary.of(alice.leaf()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, EC, true",
    "-tls1_3, RSA, true",
    "-tls1_3, ED25519, true",
    "-tls1_2, EC, true",
    "-tls1_2, RSA, true",
    "-tls1_2, ED25519, true",
    "-tls1_2 -client_sigalgs RSA+SHA512, RSA, true",
    "-tls1_3, RSA_PSS, true",
    "-tls1_2, RSA_PSS, true",
    "-tls1_2 -client_sigalgs rsa_pss_pss_sha512, RSA_PSS, true",
    "-tls1_3 -client_sigalgs rsa_pss_rsae_sha256, RSA_PSS, false",
    "-tls1_2 -client_sigalgs RSA+SHA256:rsa_pss_rsae_sha256, RSA_PSS, false",
    "-tls1_3 -client_sigalgs ed25519, EC, false",
    "-tls1_2 -client_sigalgs ed25519, RSA, false"
  })
  void weShowOurCertificateWhereItFits(String options, KeyKind kind, boolean fits)
      throws Exception {
    Identity ours = client(kind);
    TestCertificates.PemFiles files =
        TestCertificates.write(Identities.of(KeyKind.EC), directory, "asking");
    ClientProfile profile =
        ClientProfile.of("localhost", new PeerVerifier(Identities.CA.anchors(), Clock.systemUTC()))
            .withIdentity(ours);
    try (OpenSsl.Server server =
        OpenSsl.server(
            "-rev -verify_return_error -CAfile "
                + trust
                + (fits ? " -Verify 3" : " -verify 3")
                + " -cert "
                + files.cert()
                + " -key "
                + files.key()
                + " "
                + options)) {
      SocketClient client = new SocketClient(profile, server.port());
      assertThat(client.ask("desserts\n")).isEqualTo("stressed\n");
      assertThat(client.failure()).isNull();
      assertThat(client.facts().certificate())
          .isEqualTo(fits ? CertificateSummary.of(ours.leaf()) : null);
    }
  }

  private static Identity client(KeyKind kind) {
    return Identities.CA
        .leaf()
        .commonName("alice")
        .kind(kind)
        .usages(TestLeaf.CLIENT_AUTH)
        .identity();
  }

  private static ServerProfile profile(Identity identity) {
    return ServerProfile.of(
        Pair.identities(identity),
        Policy.server(
            List.of(TlsVersion.values()),
            EnumSet.of(KeyExchange.ECDHE, KeyExchange.DHE, KeyExchange.RSA),
            List.of(),
            List.of()));
  }
}
