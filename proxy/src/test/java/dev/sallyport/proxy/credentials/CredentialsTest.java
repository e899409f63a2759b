package dev.sallyport.proxy.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.Verdict;
import dev.sallyport.config.ConfigurationLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final Path home;

  CredentialsTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void aConfiguredCertificateComesBeforeAMintedOne() throws Exception {
    Identity configured = ca.server("example.com");
    TestCertificates.write(configured, home, "web");
    IdentitySource identities =
        web(
            """
            tls { local-ca = on, certificates = [ { cert = "web.pem", key = "web.key" } ] }
            """);
    assertThat(identities.named("example.com"))
        .extracting(Identity::leaf)
        .containsExactly(configured.leaf());
    assertThat(identities.named("other.example"))
        .extracting(identity -> identity.leaf().getIssuerX500Principal())
        .isNotEmpty()
        .doesNotContain(ca.certificate().getSubjectX500Principal());
    assertThat(identities.fallback()).extracting(Identity::leaf).containsExactly(configured.leaf());
  }

  @Test
  void theLocalCaMintsRsaLeavesOnlyForRsaAndDheKeyExchange() throws Exception {
    assertThat(web("tls { local-ca = on }").named("example.com"))
        .extracting(Identity::keyKind)
        .containsExactly(KeyKind.EC);
    assertThat(web("tls { local-ca = on, key-exchange = [ecdhe, rsa] }").named("example.com"))
        .extracting(Identity::keyKind)
        .containsExactlyInAnyOrder(KeyKind.EC, KeyKind.RSA);
    assertThat(web("tls { local-ca = on, key-exchange = [ecdhe, dhe] }").named("example.com"))
        .extracting(Identity::keyKind)
        .containsExactlyInAnyOrder(KeyKind.EC, KeyKind.RSA);
  }

  @Test
  void aBackendIsVerifiedAgainstItsOwnAnchorsUnlessItIsNot() throws Exception {
    ca.writeCertificate(home.resolve("ca.pem"));
    Credentials credentials =
        read(
            """
            sallyport.listeners.web { bind = "127.0.0.1:0", backend = ours }
            sallyport.backends {
              ours { servers = ["127.0.0.1:1"], tls { trust = "ca.pem" } }
              public { servers = ["127.0.0.1:1"], tls { } }
              unverified { servers = ["127.0.0.1:1"], tls { verify = false } }
              clear { servers = ["127.0.0.1:1"] }
            }
            """);
    Identity server = ca.server("example.com");
    assertThat(credentials.backends()).containsOnlyKeys("ours", "public", "unverified");
    assertThat(backend(credentials, "unverified").verifier()).isNull();
    assertThat(verify(credentials, "ours", server))
        .extracting(Verdict::reason)
        .isEqualTo(Verdict.Reason.TRUSTED);
    assertThat(verify(credentials, "public", server))
        .extracting(Verdict::reason)
        .isEqualTo(Verdict.Reason.UNKNOWN_CA);
  }

  private static Verdict verify(Credentials credentials, String backend, Identity server) {
    return Objects.requireNonNull(backend(credentials, backend).verifier())
        .verifyServer(server.chain(), "example.com");
  }

  private static BackendCredentials backend(Credentials credentials, String name) {
    return Objects.requireNonNull(credentials.backends().get(name));
  }

  private IdentitySource web(String tls) throws Exception {
    Credentials credentials =
        read(
            """
            sallyport.listeners.web { bind = "127.0.0.1:0", backend = app, %s }
            sallyport.backends.app.servers = ["127.0.0.1:1"]
            """
                .formatted(tls));
    return Objects.requireNonNull(credentials.listeners().get("web")).identities();
  }

  private Credentials read(String configuration) throws Exception {
    Path file = Files.writeString(home.resolve("test.conf"), configuration);
    return Credentials.read(ConfigurationLoader.load(file), home, InstantSource.system());
  }
}
