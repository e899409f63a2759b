package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustAnchorsTest {
  private final Path directory;

  TrustAnchorsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void takesEveryCertificateOfAFile() throws Exception {
    TestCertificates one = TestCertificates.authority("One");
    TestCertificates two = TestCertificates.authority("Two");
    Path file =
        Files.writeString(
            directory.resolve("ca.pem"),
            "# One\n" + PemText.of(one.certificate()) + "# Two\n" + PemText.of(two.certificate()));

    TrustAnchors anchors = TrustAnchors.pem(file);

    assertThat(anchors.certificates()).containsExactly(one.certificate(), two.certificate());
    PeerVerifier verifier = new PeerVerifier(anchors, Clock.systemUTC());
    assertThat(verifier.verifyServer(two.server("a.example").chain(), "a.example").trusted())
        .isTrue();
  }

  @Test
  void vouchForWhatTheyAreAndWhatTheyIssued() {
    TestCertificates root = TestCertificates.authority("Root CA");
    TestCertificates issuing = root.intermediate("Issuing CA");

    assertThat(root.anchors().vouchingFor(issuing.certificate())).contains(root.certificate());
    assertThat(root.anchors().vouchingFor(root.certificate())).contains(root.certificate());
    assertThat(root.anchors().vouchingFor(issuing.server("a.example").leaf())).isEmpty();
  }

  @Test
  void areEqualWhenTheyAreTheSameCertificates() {
    TestCertificates root = TestCertificates.authority("Root CA");
    TrustAnchors anchors = root.anchors();

    assertThat(TrustAnchors.of(anchors.certificates()))
        .isEqualTo(anchors)
        .hasSameHashCodeAs(anchors);
    assertThat(TestCertificates.authority("Root CA").anchors()).isNotEqualTo(anchors);
  }

  @Test
  void refusesAFileWithoutCertificates() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("ca.pem"), PemText.of(KeyKind.EC.newKeys().getPrivate()));

    assertThatThrownBy(() -> TrustAnchors.pem(file))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file + ": holds no certificate, only PRIVATE KEY");
  }

  @Test
  void readsTheStoreOfTheJvm() throws Exception {
    TrustAnchors system = TrustAnchors.system();

    assertThat(system.certificates()).isNotEmpty();
    PeerVerifier verifier = new PeerVerifier(system, Clock.systemUTC());
    assertThat(
            verifier
                .verifyServer(
                    TestCertificates.authority("Root CA").server("a.example").chain(), "a.example")
                .reason())
        .isEqualTo(Verdict.Reason.UNKNOWN_CA);
  }
}
