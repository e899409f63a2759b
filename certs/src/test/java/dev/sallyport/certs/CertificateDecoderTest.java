package dev.sallyport.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateDecoderTest {
  private final Identity identity = TestCertificates.authority("CA").server("a.example");

  @Test
  void decodesACertificate() throws Exception {
    assertThat(CertificateDecoder.decode(identity.leaf().getEncoded())).isEqualTo(identity.leaf());
  }

  @Test
  void refusesACertificateThatEndsAnywhere() throws Exception {
    byte[] der = identity.leaf().getEncoded();
    for (int length = 0; length < der.length; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      assertThatThrownBy(() -> CertificateDecoder.decode(cut))
          .as("%d bytes", length)
          .isInstanceOf(CertificateException.class);
    }
  }

  @Test
  void refusesBytesBehindTheCertificate() throws Exception {
    byte[] der = identity.leaf().getEncoded();
    assertThatThrownBy(() -> CertificateDecoder.decode(Arrays.copyOf(der, der.length + 1)))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void refusesPem() throws Exception {
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(identity.leaf().getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    assertThatThrownBy(() -> CertificateDecoder.decode(pem.getBytes(US_ASCII)))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void refusesAnEd25519KeyWithoutBytes() throws Exception {
    KeyPair keys = KeyKind.EC.newKeys();
    X500Name name = new X500Name("CN=a.example");
    byte[] der =
        new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.now()),
                Date.from(Instant.now().plusSeconds(60)),
                name,
                new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new byte[0]))
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();

    assertThatThrownBy(() -> CertificateDecoder.decode(der))
        .isInstanceOf(CertificateException.class);
  }
}
