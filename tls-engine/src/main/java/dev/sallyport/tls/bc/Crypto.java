package dev.sallyport.tls.bc;

import dev.sallyport.tls.TicketKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.TlsDHUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.TlsDHDomain;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsHMAC;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsKemDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsHMAC;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography of one event loop, each primitive from where the tier has it. It tells the key
 * establishment of the engine that is running when a secret exists. Not thread-safe.
 */
final class Crypto extends JcaTlsCrypto {

  /** Header, explicit nonce, content, its type, tag. */
  private static final int LARGEST_RECORD = 5 + 8 + (1 << 14) + 1 + 16;

  private static final byte[] NONE = {};

  private final CryptoTier tier;
  private final Agreements agreements;
  private final TlsNonceGenerator nonces;
  private final SharedCiphers ciphers;
  private byte[] recordBuffer = {};
  private byte[] spare = NONE;
  private @Nullable KeyEstablishment keys;
  private @Nullable Cipher ticketCipher;

  Crypto(CryptoTier tier) {
    this(tier, generator(tier));
  }

  private Crypto(CryptoTier tier, SecureRandom publicRandom) {
    super(new KeptAlgorithms(tier), generator(tier), publicRandom);
    this.tier = tier;
    this.agreements = new Agreements(this, tier);
    this.ciphers = new SharedCiphers(tier);
    nonces =
        length -> {
          byte[] nonce = new byte[length];
          publicRandom.nextBytes(nonce);
          return nonce;
        };
  }

  CryptoTier tier() {
    return tier;
  }

  /** Names the engine that runs from now on. */
  void observe(KeyEstablishment running) {
    keys = running;
  }

  /** One for the loop: making one for each connection would wait for the global seed lock. */
  @Override
  public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
    return nonces;
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    RecordCipher cipher = new RecordCipher(this, parameters, Aead.Algorithm.of(encryption));
    if (keys != null) {
      keys.cipherMade(cipher);
    }
    return cipher;
  }

  SharedCiphers ciphers() {
    return ciphers;
  }

  /** One for all tickets of the loop. */
  Cipher ticketCipher() {
    Cipher cipher = ticketCipher;
    if (cipher == null) {
      try {
        cipher = tier.source(Primitive.AES_GCM).cipher(TicketKeys.CIPHER);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      ticketCipher = cipher;
    }
    return cipher;
  }

  /** Where records are sealed: one for all connections of the loop, since each goes at once. */
  byte[] recordBuffer(int length) {
    if (recordBuffer.length < length) {
      recordBuffer = new byte[Math.max(length, LARGEST_RECORD)];
    }
    return recordBuffer;
  }

  /**
   * An array for a record that comes in pieces, of at least that length: the one that the loop has
   * to spare, if that is not lent already. It holds whatever was in it before.
   */
  byte[] lend(int length) {
    byte[] lent = spare;
    if (lent.length < length) {
      return new byte[length];
    }
    spare = NONE;
    return lent;
  }

  /** Takes an array that nothing refers to any more; the loop keeps the longest to lend. */
  void giveBack(byte[] array) {
    if (array.length > spare.length) {
      spare = array;
    }
  }

  @Override
  public TlsECDomain createECDomain(TlsECConfig config) {
    Curve curve = Curve.of(config.getNamedGroup());
    if (curve == null) {
      TlsECDomain domain = super.createECDomain(config);
      return () -> observed(domain.createECDH());
    }
    return () -> observed(agreements.of(curve));
  }

  @Override
  public TlsDHDomain createDHDomain(TlsDHConfig config) {
    TlsDHDomain domain = super.createDHDomain(config);
    BigInteger prime = TlsDHUtils.getDHGroup(config).getP();
    return () -> observed(new FieldAgreement(domain.createDH(), prime));
  }

  /** ML-KEM is Bouncy Castle's: the JDK has it since Java 24. */
  @Override
  protected @Nullable Boolean isSupportedNamedGroup(int group) {
    return group == MlKemAgreement.GROUP ? Boolean.TRUE : super.isSupportedNamedGroup(group);
  }

  /** Not observed: it is half of a hybrid, whose secret exists with that of the curve. */
  @Override
  public TlsKemDomain createKemDomain(TlsKemConfig config) {
    return () -> new MlKemAgreement(this, config.isServer());
  }

  private TlsAgreement observed(TlsAgreement agreement) {
    return new ObservedAgreement(
        agreement,
        () -> {
          if (keys != null) {
            keys.agreed();
          }
        });
  }

  /** What every early secret of TLS 1.3 is extracted with. */
  @Override
  public TlsSecret hkdfInit(int hash) {
    return new PskSecret.Salt(this, TlsCryptoUtils.getHashOutputSize(hash));
  }

  /** Called by the decryptor of the RSA key exchange. */
  void decrypted() {
    if (keys != null) {
      keys.decrypted();
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

  private Signature verifier(String name, @Nullable AlgorithmParameterSpec parameter, PublicKey key)
      throws IOException {
    Source source = SigningKey.sourceFor(key.getAlgorithm(), tier);
    try {
      return verifier(source, name, parameter, key);
    } catch (InvalidKeyException e) {
      throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  private static Signature verifier(
      Source source, String name, @Nullable AlgorithmParameterSpec parameter, PublicKey key)
      throws GeneralSecurityException {
    Signature signature =
        parameter instanceof PSSParameterSpec pss
            ? source.pss(pss.getDigestAlgorithm())
            : source.signature(name);
    if (parameter != null) {
      signature.setParameter(parameter);
    }
    signature.initVerify(key);
    return signature;
  }

  /** With a MAC of its own, since it may be in use while the kept ones are. */
  @Override
  public TlsHMAC createHMACForHash(int hash) {
    String name =
        switch (hash) {
          case CryptoHashAlgorithm.sha256 -> "HmacSHA256";
          case CryptoHashAlgorithm.sha384 -> "HmacSHA384";
          default -> throw new IllegalArgumentException("no suite of ours has hash " + hash);
        };
    try {
      return new JceTlsHMAC(hash, KeptAlgorithms.fresh(name, tier), name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecureRandom generator(CryptoTier tier) {
    try {
      return tier.source(Primitive.RANDOM).random();
    } catch (GeneralSecurityException e) {
      return new SecureRandom();
    }
  }
}
