package dev.sallyport.tls.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** The primitives of one provider. What it lacks is a {@link GeneralSecurityException}. */
final class Primitives {
  private static final int SALT = 32;
  private static final int STRENGTH = 256;

  private final String vendor;
  private final @Nullable Provider provider;

  private Primitives(String vendor, @Nullable Provider provider) {
    this.vendor = vendor;
    this.provider = provider;
  }

  /**
   * Those of {@code JDK}, {@code ACCP}, {@code Conscrypt} or {@code BC}; {@code JDK-DRBG} has the
   * random source that the engine has.
   */
  static Primitives of(String vendor) {
    return new Primitives(
        vendor,
        switch (vendor) {
          case "JDK", "JDK-DRBG" -> null;
          case "ACCP" -> AmazonCorrettoCryptoProvider.INSTANCE;
          case "Conscrypt" -> Conscrypt.newProvider();
          case "BC" -> new BouncyCastleProvider();
          default -> throw new IllegalArgumentException(vendor);
        });
  }

  Cipher aesGcm() throws GeneralSecurityException {
    return cipher("AES/GCM/NoPadding");
  }

  Cipher chaCha20Poly1305() throws GeneralSecurityException {
    return cipher(vendor.equals("Conscrypt") ? "ChaCha20/Poly1305/NoPadding" : "ChaCha20-Poly1305");
  }

  private Cipher cipher(String name) throws GeneralSecurityException {
    return provider == null ? Cipher.getInstance(name) : Cipher.getInstance(name, provider);
  }

  Signature signature(String name) throws GeneralSecurityException {
    return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
  }

  /** RSASSA-PSS as TLS has it: SHA-256, MGF1 with the same, a salt of the hash's length. */
  Signature pss() throws GeneralSecurityException {
    Signature signature =
        signature(vendor.equals("Conscrypt") ? "SHA256withRSA/PSS" : "RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT, PSSParameterSpec.TRAILER_FIELD_BC));
    return signature;
  }

  KeyFactory keyFactory(String name) throws GeneralSecurityException {
    return provider == null ? KeyFactory.getInstance(name) : KeyFactory.getInstance(name, provider);
  }

  KeyPairGenerator keyPairs(String name, @Nullable AlgorithmParameterSpec parameters)
      throws GeneralSecurityException {
    KeyPairGenerator generator =
        provider == null
            ? KeyPairGenerator.getInstance(name)
            : KeyPairGenerator.getInstance(name, provider);
    if (parameters != null) {
      generator.initialize(parameters);
    }
    return generator;
  }

  KeyAgreement agreement(String name) throws GeneralSecurityException {
    return provider == null
        ? KeyAgreement.getInstance(name)
        : KeyAgreement.getInstance(name, provider);
  }

  Mac mac(String name) throws GeneralSecurityException {
    return provider == null ? Mac.getInstance(name) : Mac.getInstance(name, provider);
  }

  MessageDigest digest(String name) throws GeneralSecurityException {
    return provider == null
        ? MessageDigest.getInstance(name)
        : MessageDigest.getInstance(name, provider);
  }

  SecureRandom random() throws GeneralSecurityException {
    return switch (vendor) {
      case "ACCP" ->
          SecureRandom.getInstance("LibCryptoRng", AmazonCorrettoCryptoProvider.INSTANCE);
      case "Conscrypt" -> SecureRandom.getInstance("SHA1PRNG", Conscrypt.newProvider());
      case "BC" -> SecureRandom.getInstance("DEFAULT", new BouncyCastleProvider());
      case "JDK-DRBG" ->
          SecureRandom.getInstance(
              "DRBG", DrbgParameters.instantiation(STRENGTH, Capability.RESEED_ONLY, null));
      default -> new SecureRandom();
    };
  }
}
