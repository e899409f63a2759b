package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A private key in the form of the provider that signs with it: native providers would translate a
 * foreign key for every signature, at the cost of the signature.
 */
record SigningKey(Source source, PrivateKey key) {

  /** By the tier's provider; by the JDK if that does not take the key. */
  static SigningKey of(Identity identity, CryptoTier tier) {
    Source source = sourceFor(identity.key().getAlgorithm(), tier);
    try {
      return new SigningKey(source, translated(source, identity.key()));
    } catch (GeneralSecurityException | RuntimeException e) {
      return new SigningKey(Source.JDK, identity.key());
    }
  }

  /** Who signs and verifies with keys of an algorithm; RSASSA-PSS keys are the JDK's. */
  static Source sourceFor(String keyAlgorithm, CryptoTier tier) {
    return switch (keyAlgorithm) {
      case "RSA" -> tier.source(Primitive.RSA);
      case "EC" -> tier.source(Primitive.ECDSA);
      default -> Source.JDK;
    };
  }

  static PrivateKey translated(Source source, PrivateKey key) throws GeneralSecurityException {
    if (!source.isNative()) {
      return key;
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new InvalidKeyException("the key cannot be read");
    }
    try {
      return source
          .keyFactory(key.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /**
   * Ready for what is to be signed.
   *
   * @param kept one of the scheme that has signed; null: there is none
   */
  Signature ready(@Nullable Signature kept, SignatureScheme scheme, SecureRandom random)
      throws GeneralSecurityException {
    Signature signature = kept == null ? scheme.signature(source) : kept;
    signature.initSign(key, random);
    return signature;
  }

  @Override
  public String toString() {
    return key.getAlgorithm() + " by " + source.name();
  }
}
