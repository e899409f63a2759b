package dev.sallyport.tls.bc;

import dev.sallyport.tls.NamedGroup;
import java.io.IOException;
import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.TlsDHDomain;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography of one event loop: the JDK's through JCA, but X25519, which Bouncy Castle does
 * in half the time of SunEC. It tells the observer of the engine that is running when a secret
 * exists. Not thread-safe.
 */
final class Crypto extends JcaTlsCrypto {

  private static final int SECURITY_STRENGTH = 256;
  private static final int TAG_LENGTH = 16;

  private final TlsNonceGenerator nonces;
  private @Nullable SecretObserver observer;

  Crypto() {
    this(generator());
  }

  private Crypto(SecureRandom publicRandom) {
    super(new DefaultJcaJceHelper(), generator(), publicRandom);
    nonces =
        length -> {
          byte[] nonce = new byte[length];
          publicRandom.nextBytes(nonce);
          return nonce;
        };
  }

  /** Names the engine that runs from now on. */
  void observe(SecretObserver running) {
    observer = running;
  }

  /** One for the loop: making one for each connection would wait for the global seed lock. */
  @Override
  public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
    return nonces;
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    TlsCipher cipher =
        switch (Aead.Algorithm.of(encryption)) {
          case AES_128_GCM -> cipher(parameters, Aead.Algorithm.AES_128_GCM);
          case AES_256_GCM -> cipher(parameters, Aead.Algorithm.AES_256_GCM);
          case CHACHA20_POLY1305 -> cipher(parameters, Aead.Algorithm.CHACHA20_POLY1305);
        };
    if (observer != null) {
      observer.cipherMade();
    }
    return cipher;
  }

  private static TlsCipher cipher(TlsCryptoParameters parameters, Aead.Algorithm algorithm)
      throws IOException {
    return new TlsAEADCipher(
        parameters,
        Aead.encrypting(algorithm),
        Aead.decrypting(algorithm),
        algorithm.keyLength(),
        TAG_LENGTH,
        algorithm.nonceStyle(),
        null);
  }

  @Override
  public TlsECDomain createECDomain(TlsECConfig config) {
    TlsECDomain domain =
        config.getNamedGroup() == NamedGroup.X25519.code()
            ? () -> new X25519Agreement(this)
            : super.createECDomain(config);
    return () -> observed(domain.createECDH());
  }

  @Override
  public TlsDHDomain createDHDomain(TlsDHConfig config) {
    TlsDHDomain domain = super.createDHDomain(config);
    return () -> observed(domain.createDH());
  }

  private TlsAgreement observed(TlsAgreement agreement) {
    return new ObservedAgreement(
        agreement,
        () -> {
          if (observer != null) {
            observer.agreed();
          }
        });
  }

  /** Called by the decryptor of the RSA key exchange. */
  void decrypted() {
    if (observer != null) {
      observer.decrypted();
    }
  }

  @Override
  public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
    if (type != CertificateType.X509) {
      throw new TlsFatalAlert(AlertDescription.unsupported_certificate);
    }
    return new PeerCertificate(this, encoding);
  }

  @Override
  protected Tls13Verifier createTls13Verifier(
      String name, @Nullable AlgorithmParameterSpec parameter, PublicKey key) throws IOException {
    return new SignatureCheck(verifier(name, parameter, key));
  }

  /** Overridden to be seen by {@link PeerCertificate}. */
  @Override
  protected TlsStreamVerifier createStreamVerifier(DigitallySigned signed, PublicKey key)
      throws IOException {
    return super.createStreamVerifier(signed, key);
  }

  @Override
  protected TlsStreamVerifier createStreamVerifier(
      String name, @Nullable AlgorithmParameterSpec parameter, byte[] signature, PublicKey key)
      throws IOException {
    return new SignatureCheck(verifier(name, parameter, key)).of(signature);
  }

  /** The JDK knows RSASSA-PSS by that name alone, not by one for each hash. */
  private static Signature verifier(
      String name, @Nullable AlgorithmParameterSpec parameter, PublicKey key) throws IOException {
    try {
      Signature signature =
          Signature.getInstance(parameter instanceof PSSParameterSpec ? "RSASSA-PSS" : name);
      if (parameter != null) {
        signature.setParameter(parameter);
      }
      signature.initVerify(key);
      return signature;
    } catch (InvalidKeyException e) {
      throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  private static SecureRandom generator() {
    try {
      return SecureRandom.getInstance(
          "DRBG", DrbgParameters.instantiation(SECURITY_STRENGTH, Capability.RESEED_ONLY, null));
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }
}
