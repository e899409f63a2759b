package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateDecoder;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PssLimits;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;

/** A certificate of the peer whose TLS 1.2 signatures are verified with the JDK's algorithms. */
final class PeerCertificate extends JcaTlsCertificate {
  private final Crypto verifiers;

  PeerCertificate(Crypto crypto, byte[] encoding) throws IOException {
    super(crypto, decode(encoding));
    this.verifiers = crypto;
  }

  /** A chain that a peer sent, as it was sent. */
  static List<X509Certificate> chain(Certificate certificate) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    for (int i = 0; i < certificate.getLength(); i++) {
      chain.add(((PeerCertificate) certificate.getCertificateAt(i)).getX509Certificate());
    }
    return chain;
  }

  /** Whatever a peer sends in place of a certificate is its own fault. */
  private static X509Certificate decode(byte[] encoding) throws Refusal {
    try {
      return CertificateDecoder.decode(encoding);
    } catch (CertificateException e) {
      throw new Refusal(
          FailureType.CERTIFICATE_INVALID,
          Description.BAD_CERTIFICATE,
          "a certificate cannot be decoded",
          e);
    }
  }

  /** Bouncy Castle answers a key that may not be used so with internal_error. */
  @Override
  protected void validateKeyUsageBit(int bit) throws IOException {
    if (!supportsKeyUsageBit(bit)) {
      throw new Refusal(
          FailureType.CERTIFICATE_WRONG_USAGE,
          Description.UNSUPPORTED_CERTIFICATE,
          "the certificate's key usage does not allow "
              + (bit == KU_DIGITAL_SIGNATURE ? "digital signatures" : "this key exchange"));
    }
  }

  /** Bouncy Castle wants the salt of the hash's length named, where a key names the least. */
  @Override
  protected boolean supportsRSA_PSS_PSS(short signatureAlgorithm) {
    PublicKey key = getX509Certificate().getPublicKey();
    int hashBits =
        switch (signatureAlgorithm) {
          case SignatureAlgorithm.rsa_pss_pss_sha256 -> 256;
          case SignatureAlgorithm.rsa_pss_pss_sha384 -> 384;
          default -> 512;
        };
    return key instanceof RSAPublicKey
        && KeyKind.of(key) == KeyKind.RSA_PSS
        && PssLimits.allow(key, hashBits);
  }

  @Override
  protected void validateRSA_PSS_PSS(short signatureAlgorithm) throws IOException {
    require(supportsRSA_PSS_PSS(signatureAlgorithm));
  }

  @Override
  protected void validateRSA_PSS_RSAE() throws IOException {
    require(supportsRSA_PSS_RSAE());
  }

  @Override
  protected void validateRSA_PKCS1() throws IOException {
    require(supportsRSA_PKCS1());
  }

  /** A scheme goes with the object identifier of the key (RFC 8446 section 4.2.3). */
  private static void require(boolean fits) throws Refusal {
    if (!fits) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.ILLEGAL_PARAMETER,
          "the signature's scheme does not go with the certificate's key");
    }
  }

  /** Which curves a provider can do besides is its own affair: who is let in is not. */
  private void refuseForeignCurve() throws Refusal {
    if (CertificateCurve.foreign(getX509Certificate().getPublicKey())) {
      throw new Refusal(
          FailureType.CERTIFICATE_INVALID,
          Description.UNSUPPORTED_CERTIFICATE,
          "the certificate's key is on a curve other than P-256, P-384 and P-521");
    }
  }

  /** Bouncy Castle would verify PKCS #1 too, and has another alert for a key of another kind. */
  @Override
  public Tls13Verifier createVerifier(int signatureScheme) throws IOException {
    refuseForeignCurve();
    require(SignatureScheme.signsTls13(signatureScheme, getX509Certificate().getPublicKey()));
    return super.createVerifier(signatureScheme);
  }

  /** Bouncy Castle asks for raw RSA and ECDSA, of which the JDK lacks the first. */
  @Override
  public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
    refuseForeignCurve();
    if (signatureAlgorithm != SignatureAlgorithm.rsa
        && signatureAlgorithm != SignatureAlgorithm.ecdsa) {
      return super.createVerifier(signatureAlgorithm);
    }
    validateKeyUsageBit(KU_DIGITAL_SIGNATURE);
    if (signatureAlgorithm == SignatureAlgorithm.rsa) {
      validateRSA_PKCS1();
    }
    PublicKey key = getX509Certificate().getPublicKey();
    return new TlsVerifier() {
      @Override
      public TlsStreamVerifier getStreamVerifier(DigitallySigned signed) throws IOException {
        return verifiers.createStreamVerifier(signed, key);
      }

      @Override
      public boolean verifyRawSignature(DigitallySigned signed, byte[] hash) {
        throw new UnsupportedOperationException("only whole messages are verified");
      }
    };
  }
}
