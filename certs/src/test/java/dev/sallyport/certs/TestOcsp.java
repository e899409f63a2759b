package dev.sallyport.certs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * An OCSP response that a test describes before it is made: {@code good} for a leaf, from an hour
 * ago for seven days, signed by the leaf's issuer unless a test says otherwise.
 */
public final class TestOcsp {
  private final X509Certificate leaf;
  private final TestCertificates issuer;
  private KeyPair signer;
  private X509CertificateHolder[] certificates = {};
  private CertificateStatus status = CertificateStatus.GOOD;
  private Instant thisUpdate = Instant.now().minus(Duration.ofHours(1));
  private Instant nextUpdate = Instant.now().plus(Duration.ofDays(7));

  private TestOcsp(X509Certificate leaf, TestCertificates issuer) {
    this.leaf = leaf;
    this.issuer = issuer;
    this.signer = issuer.keys();
  }

  /** A response about a leaf of an authority. */
  public static TestOcsp of(Identity leaf, TestCertificates issuer) {
    return new TestOcsp(leaf.leaf(), issuer);
  }

  /** When it was right, and until when there is no newer one. */
  public TestOcsp validity(Instant from, Instant to) {
    thisUpdate = from;
    nextUpdate = to;
    return this;
  }

  /** Says that the certificate is revoked since thisUpdate. */
  public TestOcsp revoked() {
    status = new RevokedStatus(Date.from(thisUpdate), CRLReason.keyCompromise);
    return this;
  }

  /** Says that the responder does not know the certificate. */
  public TestOcsp unknown() {
    status = new UnknownStatus();
    return this;
  }

  /** Signs it with another's key. */
  public TestOcsp signedBy(TestCertificates responder) {
    signer = responder.keys();
    return this;
  }

  /** Puts certificates into it. */
  TestOcsp with(X509Certificate... all) throws GeneralSecurityException {
    certificates = new X509CertificateHolder[all.length];
    for (int i = 0; i < all.length; i++) {
      certificates[i] = new JcaX509CertificateHolder(all[i]);
    }
    return this;
  }

  /** In DER. */
  public byte[] der() {
    try {
      DigestCalculator sha1 =
          new JcaDigestCalculatorProviderBuilder().build().get(RespID.HASH_SHA1);
      SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(signer.getPublic().getEncoded());
      BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(key, sha1);
      builder.addResponse(
          new CertificateID(
              sha1, new JcaX509CertificateHolder(issuer.certificate()), leaf.getSerialNumber()),
          status,
          Date.from(thisUpdate),
          Date.from(nextUpdate),
          null);
      String algorithm =
          KeyKind.of(signer.getPublic()) == KeyKind.RSA ? "SHA256withRSA" : "SHA256withECDSA";
      return new OCSPRespBuilder()
          .build(
              OCSPRespBuilder.SUCCESSFUL,
              builder.build(
                  new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()),
                  certificates,
                  Date.from(thisUpdate)))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException | OCSPException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes it to a file. */
  public Path write(Path file) {
    try {
      return Files.write(file, der());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One that is a response at first sight only: its nextUpdate is no time.
   *
   * @return in DER, of the same length
   */
  public byte[] malformed() {
    byte[] der = der();
    for (int i = der.length - 18; i >= 0; i--) {
      if (isTagOfTime(der, i)) {
        der[i + 2] = 'x';
        return der;
      }
    }
    throw new IllegalStateException("no time in it");
  }

  /** GeneralizedTime of 15 octets, which begins with a century. */
  private static boolean isTagOfTime(byte[] der, int at) {
    return der[at] == 0x18 && der[at + 1] == 15 && der[at + 2] == '2' && der[at + 3] == '0';
  }
}
