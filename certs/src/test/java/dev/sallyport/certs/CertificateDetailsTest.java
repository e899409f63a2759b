package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDetailsTest {
  private final Instant now = Instant.now();
  private final TestCertificates ca = TestCertificates.authority("Root CA");

  @Test
  void saysWhatAServersCertificateIsGoodFor() {
    CertificateDetails details = of(ca.leaf("a.example").kind(KeyKind.RSA).identity());

    assertThat(details.authority()).isFalse();
    assertThat(details.usages())
        .containsExactly("digitalSignature", "keyEncipherment", "serverAuth");
    assertThat(details.signature()).isEqualTo("SHA256withECDSA");
    assertThat(details.objections()).isEmpty();
  }

  @Test
  void saysWhatACaIsGoodFor() {
    CertificateDetails details = CertificateDetails.of(ca.certificate(), now);

    assertThat(details.authority()).isTrue();
    assertThat(details.usages()).containsExactly("keyCertSign", "cRLSign");
    assertThat(details.objections()).isEmpty();
  }

  @Test
  void namesUsagesThatItKnowsAndNumbersOthers() {
    assertThat(of(ca.leaf("a.example").usages("1.3.6.1.5.5.7.3.2", "1.2.3.4").identity()).usages())
        .containsExactly("digitalSignature", "clientAuth", "1.2.3.4");
    assertThat(
            of(ca.leaf("a.example")
                    .usages()
                    .extension(Extension.extendedKeyUsage.getId(), false, new byte[] {4, 0})
                    .identity())
                .usages())
        .containsExactly("digitalSignature", "others that cannot be read");
  }

  @Test
  void objectsToWhatIsNotValidNow() {
    Instant end = now.minus(Duration.ofHours(1));
    assertThat(of(ca.leaf("a.example").expired().identity()).objections())
        .containsExactly("expired on " + end.toString().substring(0, 10));
    assertThat(of(ca.leaf("a.example").notYetValid().identity()).objections())
        .singleElement()
        .asString()
        .startsWith("is not valid before ");
  }

  @Test
  void objectsToALeafWithoutAName() {
    assertThat(of(ca.leaf().commonName("a.example").identity()).objections())
        .containsExactly("has no subjectAltName: no client takes it for a server's");
  }

  @Test
  void doesNotWhereItIsAClients() {
    assertThat(of(ca.client("alice")).objections()).isEmpty();
    assertThat(of(ca.leaf().commonName("alice").identity()).objectionsToClient()).isEmpty();
    assertThat(of(ca.leaf("a.example").expired().identity()).objectionsToClient()).hasSize(1);
  }

  @Test
  void objectsToWhatIsTooWeak() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair small = generator.generateKeyPair();

    assertThat(
            of(ca.leaf("a.example").keys(small).signature("SHA1withECDSA").identity()).objections())
        .containsExactly(
            "has a key that is too short: RSA 1024",
            "is signed with an algorithm that is too weak: SHA1withECDSA");
  }

  @Test
  void hasTheSerialNumberThatOpenSslPrints(@TempDir Path directory) throws Exception {
    OpenSsl openssl = new OpenSsl(directory);
    Identity identity = ca.server("a.example");
    TestCertificates.write(identity, directory, "web");

    String printed = openssl.run("x509 -in web.pem -noout -serial").trim().toLowerCase(Locale.ROOT);

    assertThat(printed.replaceFirst("serial=0*", "")).isEqualTo(of(identity).serial());
  }

  private CertificateDetails of(Identity identity) {
    return CertificateDetails.of(identity.leaf(), now);
  }
}
