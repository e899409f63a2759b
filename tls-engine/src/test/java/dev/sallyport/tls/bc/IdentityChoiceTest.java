package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.ConfiguredIdentities;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four identities for one name: which of them is shown, and how it signs. */
@Timeout(60)
final class IdentityChoiceTest {

  @BeforeAll
  static void opensslIsThere() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, EC P-256, ecdsa_secp256r1_sha256",
    "-tls1_3 -sigalgs RSA-PSS+SHA256:ECDSA+SHA256, EC P-256, ecdsa_secp256r1_sha256",
    "-tls1_3 -sigalgs ed25519:RSA-PSS+SHA256, Ed25519, ed25519",
    "-tls1_3 -sigalgs RSA-PSS+SHA512, RSA 2048, rsa_pss_rsae_sha512",
    "-tls1_3 -sigalgs RSA-PSS+SHA384:RSA+SHA256, RSA 2048, rsa_pss_rsae_sha384",
    "-tls1_3 -sigalgs RSA-PSS+SHA256:ECDSA+SHA384, RSA 2048, rsa_pss_rsae_sha256",
    "-tls1_3 -sigalgs rsa_pss_rsae_sha256:rsa_pss_pss_sha384, RSASSA-PSS 2048, rsa_pss_pss_sha384",
    "-tls1_2, EC P-256, ecdsa_secp256r1_sha256",
    "-tls1_2 -sigalgs ECDSA+SHA512, EC P-256, ecdsa_secp521r1_sha512",
    "-tls1_2 -sigalgs ed25519:RSA+SHA256, Ed25519, ed25519",
    "-tls1_2 -sigalgs RSA+SHA384, RSA 2048, rsa_pkcs1_sha384",
    "-tls1_2 -sigalgs RSA-PSS+SHA256:RSA+SHA256, RSA 2048, rsa_pss_rsae_sha256",
    "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384, RSASSA-PSS 2048, rsa_pss_pss_sha256",
    "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384, EC P-256, ecdsa_secp256r1_sha256",
    "-tls1_2 -groups X25519:P-384, Ed25519, ed25519",
    "-tls1_2 -groups X25519:P-384 -sigalgs ECDSA+SHA256:RSA+SHA256, RSA 2048, rsa_pkcs1_sha256"
  })
  void theFirstThatTheClientCanDo(String options, String key, String signature) throws Exception {
    ConfiguredIdentities all =
        ConfiguredIdentities.of(
            List.of(of(KeyKind.RSA), of(KeyKind.RSA_PSS), of(KeyKind.ED25519), of(KeyKind.EC)));
    try (SocketServer server = new SocketServer(ServerProfile.of(all))) {
      OpenSsl.Result result =
          OpenSsl.run(
              "hello\n",
              "s_client -connect 127.0.0.1:"
                  + server.port()
                  + " -servername example.com -quiet "
                  + options);
      assertThat(result.output()).contains("echo: hello");
      TlsFacts facts = server.facts();
      assertThat(Objects.requireNonNull(facts.certificate()).key()).isEqualTo(key);
      assertThat(facts.signature()).isEqualTo(signature);
    }
  }

  /** RFC 8422 section 5.1: supported_groups tells the curves of certificates too. */
  @Test
  void aCurveThatTheClientDoesNotListIsNotShownInTls12() {
    Endpoint server =
        Pair.server(Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    server.engine().begin();
    server.give(ClientHelloBytes.hello().groups(0x001D, 0x0018).signatureSchemes(0x0403).record());
    assertThat(server.failure().type()).isEqualTo(FailureType.NO_COMMON_PARAMETERS);
  }

  private static Identity of(KeyKind kind) {
    return Identities.of(kind);
  }
}
