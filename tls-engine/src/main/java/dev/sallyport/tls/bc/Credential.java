package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedDecryptor;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.jspecify.annotations.Nullable;

/** An identity in the forms that the protocol needs, each made once. */
final class Credential {
  private final Crypto crypto;
  private final Identity identity;
  private final SigningKey signingKey;
  private final CertificateSummary summary;
  private final Certificate tls12;
  private final Certificate tls13;
  private final Map<SignatureScheme, Signature> signatures = new EnumMap<>(SignatureScheme.class);
  private @Nullable TlsCredentialedDecryptor decryptor;
  private @Nullable Staple staple;

  Credential(Crypto crypto, Identity identity) {
    this.crypto = crypto;
    this.identity = identity;
    this.signingKey = SigningKey.of(identity, crypto.tier());
    this.summary = CertificateSummary.of(identity.leaf());
    List<X509Certificate> chain = identity.chain();
    TlsCertificate[] certificates = new TlsCertificate[chain.size()];
    CertificateEntry[] entries = new CertificateEntry[chain.size()];
    for (int i = 0; i < certificates.length; i++) {
      certificates[i] = new JcaTlsCertificate(crypto, chain.get(i));
      entries[i] = new CertificateEntry(certificates[i], null);
    }
    this.tls12 = new Certificate(certificates);
    this.tls13 = new Certificate(CertificateType.X509, TlsUtils.EMPTY_BYTES, entries);
  }

  Identity identity() {
    return identity;
  }

  CertificateSummary summary() {
    return summary;
  }

  /** Signs the handshake: every version and key exchange but RSA. */
  TlsCredentialedSigner signer(
      TlsCryptoParameters parameters, TlsVersion version, SignatureScheme scheme) {
    return signer(parameters, scheme, version == TlsVersion.TLS_1_3 ? tls13 : tls12);
  }

  /** The same for a TLS 1.3 server that staples. */
  TlsCredentialedSigner signer(
      TlsCryptoParameters parameters, SignatureScheme scheme, Staple staple) {
    return signer(parameters, scheme, staple.chain());
  }

  /** A response for this identity in the forms of the protocol; the last one is kept. */
  @SuppressWarnings("ReferenceEquality") // an equal one is made at a reload alone
  Staple staple(OcspResponse response) throws IOException {
    Staple kept = staple;
    if (kept == null || kept.response() != response) {
      kept = new Staple(response, tls13);
      staple = kept;
    }
    return kept;
  }

  private TlsCredentialedSigner signer(
      TlsCryptoParameters parameters, SignatureScheme scheme, Certificate chain) {
    return new DefaultTlsCredentialedSigner(
        parameters, new StreamOnlySigner(scheme), chain, scheme.algorithm());
  }

  /** Whether the key can decrypt a pre-master secret here: it has to be readable. */
  boolean canDecrypt() {
    return identity.key() instanceof RSAPrivateCrtKey;
  }

  /**
   * Decrypts the pre-master secret of the RSA key exchange in constant time, and gives a random one
   * for what is malformed (RFC 5246 section 7.4.7.1); only Bouncy Castle's own RSA does so.
   */
  TlsCredentialedDecryptor decryptor() throws IOException {
    if (decryptor == null) {
      if (!(identity.key() instanceof RSAPrivateCrtKey key)) {
        throw new TlsFatalAlert(AlertDescription.internal_error);
      }
      RSAPrivateCrtKeyParameters parameters =
          new RSAPrivateCrtKeyParameters(
              key.getModulus(),
              key.getPublicExponent(),
              key.getPrivateExponent(),
              key.getPrimeP(),
              key.getPrimeQ(),
              key.getPrimeExponentP(),
              key.getPrimeExponentQ(),
              key.getCrtCoefficient());
      Crypto ours = crypto;
      decryptor =
          new BcDefaultTlsCredentialedDecryptor(
              new BcTlsCrypto(crypto.getSecureRandom()), tls12, parameters) {
            @Override
            public TlsSecret decrypt(TlsCryptoParameters connection, byte[] ciphertext)
                throws IOException {
              // The superclass has a crypto of its own: keys are to be derived by ours.
              TlsSecret theirs = super.decrypt(connection, ciphertext);
              try {
                TlsSecret secret = ours.adoptSecret(theirs);
                ours.decrypted();
                return secret;
              } finally {
                theirs.destroy(); // it was copied
              }
            }
          };
    }
    return decryptor;
  }

  /** Signs whole messages, since JCA has no raw form of every scheme. */
  private final class StreamOnlySigner implements TlsSigner {
    private final SignatureScheme scheme;

    StreamOnlySigner(SignatureScheme scheme) {
      this.scheme = scheme;
    }

    @Override
    public byte[] generateRawSignature(SignatureAndHashAlgorithm algorithm, byte[] hash) {
      throw new UnsupportedOperationException("only whole messages are signed");
    }

    @Override
    public TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) throws IOException {
      try {
        Signature signature =
            signingKey.ready(signatures.remove(scheme), scheme, crypto.getSecureRandom());
        return new StreamSigner(scheme, signature);
      } catch (GeneralSecurityException e) {
        throw new TlsFatalAlert(AlertDescription.internal_error, e);
      }
    }
  }

  /** Its signature object is kept for the next one if nothing goes wrong. */
  private final class StreamSigner implements TlsStreamSigner {
    private final SignatureScheme scheme;
    private final Signature signature;

    StreamSigner(SignatureScheme scheme, Signature signature) {
      this.scheme = scheme;
      this.signature = signature;
    }

    @Override
    public OutputStream getOutputStream() {
      return new SignatureStream(signature);
    }

    @Override
    public byte[] getSignature() throws IOException {
      try {
        byte[] signed = signature.sign();
        signatures.put(scheme, signature);
        return signed;
      } catch (SignatureException e) {
        throw new TlsFatalAlert(AlertDescription.internal_error, e);
      }
    }
  }
}
