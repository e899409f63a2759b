package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateSummaryTest {
  private final TestCertificates ca = TestCertificates.authority("Root CA");

  @Test
  void saysWhoseItIsAndForWhom() {
    Instant end = Instant.parse("2026-02-01T00:00:00Z");
    Identity identity =
        ca.intermediate("Issuing CA")
            .leaf("a.example", "*.b.example", "127.0.0.1", "2001:db8::1")
            .validity(Instant.parse("2026-01-01T00:00:00Z"), end)
            .identity();

    CertificateSummary summary = CertificateSummary.of(identity.leaf());

    assertThat(summary.subject()).isEqualTo("CN=a.example");
    assertThat(summary.issuer()).isEqualTo("CN=Issuing CA");
    assertThat(summary.sans())
        .containsExactly("a.example", "*.b.example", "127.0.0.1", "2001:db8::1");
    assertThat(summary.notAfter()).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({"EC, EC P-256", "RSA, RSA 2048", "RSA_PSS, RSASSA-PSS 2048", "ED25519, Ed25519"})
  void namesTheKey(KeyKind kind, String key) {
    Identity identity = ca.leaf("a.example").kind(kind).identity();

    assertThat(CertificateSummary.of(identity.leaf()).key()).isEqualTo(key);
  }

  @Test
  void namesOtherKindsOfNames() throws Exception {
    GeneralNames names =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://a.example/web"),
              new GeneralName(GeneralName.rfc822Name, "a@a.example"),
              new GeneralName(GeneralName.registeredID, "1.2.3"),
              new GeneralName(GeneralName.iPAddress, "10.0.0.0/8"),
            });
    Identity identity =
        ca.leaf()
            .extension(Extension.subjectAlternativeName.getId(), false, names.getEncoded())
            .identity();

    assertThat(CertificateSummary.of(identity.leaf()).sans())
        .containsExactly(
            "URI:spiffe://a.example/web", "email:a@a.example", "other:8", "IP:0a000000ff000000");
  }

  @Test
  void survivesNamesThatCannotBeRead() {
    Identity identity =
        ca.leaf()
            .extension(Extension.subjectAlternativeName.getId(), false, new byte[] {1, 2})
            .identity();

    assertThat(CertificateSummary.of(identity.leaf()).sans()).isEmpty();
  }

  /** The algorithm of its key is 1.2.840.10045.2.0, and what follows is no identifier. */
  @Test
  void survivesAKeyThatCannotBeRead() throws Exception {
    String encoded =
        """
        MIIBaDCCAQ+gAwIBAgICEAAwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwERUNDQTAe
        Fw0yNjExMjExMzQ2MzlaFw0yNjEyMjExMzQ2MzlaMBMxETAPBgNVBAMMCHdlYi50
        ZXN0MFkwEwYHKoZIzj0CAAAIKoZIzj0DAQcDQgAEeus9RRZILOkVT/ro4EmykWtc
        x1iFkOKxpiq6Z9A5YpMW9/KFnLDHKxsiI4gSMicRX4wfY+KMHp7t5XVbYS/JsqNX
        MFUwEwYDVR0RBAwwCoIId2ViLnRlc3QwHQYDVR0OBBYEFMzswJWXBXU/7Fxa32FF
        LoS82zoQMB8GA1UdIwQYMBaAFFw/G3SOnsqtU3HiroB4jHNIAw+WMAoGCCqGSM49
        BAMCA0cAMEQCIBkxR8duCJ9vENQUDU04W+uBS3WfTSIVBHnd+YyAE/EyAiBch7n3
        h79dEij1AIzxC+scrQyizngUFoB6DVxaWwyAgA==
        """;
    X509Certificate broken = CertificateDecoder.decode(Base64.getMimeDecoder().decode(encoded));

    assertThat(CertificateSummary.of(broken).key()).isEqualTo(broken.getPublicKey().getAlgorithm());
    assertThat(CertificateDetails.of(broken, broken.getNotBefore().toInstant()).summary())
        .isEqualTo(CertificateSummary.of(broken));
  }

  @Test
  void isSafeToPrint() {
    Identity identity = ca.leaf("a\u001b.example").commonName("evil\n\u001b[31m\u202e").identity();

    CertificateSummary summary = CertificateSummary.of(identity.leaf());

    assertThat(summary.subject()).isEqualTo("CN=evil\\u000a\\u001b[31m\\u202e");
    assertThat(summary.sans()).containsExactly("a\\u001b.example");
  }

  @Test
  void hasTheFingerprintThatOpenSslPrints(@TempDir Path directory) throws Exception {
    OpenSsl openssl = new OpenSsl(directory);
    Identity identity = ca.server("a.example");
    TestCertificates.write(identity, directory, "web");

    String printed = openssl.run("x509 -in web.pem -noout -fingerprint -sha256");

    assertThat(printed.replace(":", "").trim().toLowerCase(Locale.ROOT))
        .endsWith("=" + CertificateSummary.of(identity.leaf()).sha256());
  }
}
