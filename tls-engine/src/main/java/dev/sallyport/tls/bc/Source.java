package dev.sallyport.tls.bc;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A provider under the names that it has for things. Thread-safe.
 *
 * @param name with its version, for the log
 * @param provider null: what the JDK comes with
 */
record Source(String name, @Nullable Provider provider) {
  static final Source JDK = new Source("JDK " + Runtime.version().feature(), null);

  private static final int SECURITY_STRENGTH = 256;

  boolean isNative() {
    return provider != null;
  }

  Cipher cipher(String transformation) throws GeneralSecurityException {
    return provider == null
        ? Cipher.getInstance(transformation)
        : Cipher.getInstance(transformation, provider);
  }

  Signature signature(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, provider);
  }

  /** RSASSA-PSS; Conscrypt has one for each hash. */
  Signature pss(String hash) throws GeneralSecurityException {
    return signature(isConscrypt() ? hash.replace("-", "") + "withRSA/PSS" : "RSASSA-PSS");
  }

  KeyFactory keyFactory(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? KeyFactory.getInstance(algorithm)
        : KeyFactory.getInstance(algorithm, provider);
  }

  KeyPairGenerator keyPairs(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? KeyPairGenerator.getInstance(algorithm)
        : KeyPairGenerator.getInstance(algorithm, provider);
  }

  KeyAgreement agreement(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? KeyAgreement.getInstance(algorithm)
        : KeyAgreement.getInstance(algorithm, provider);
  }

  Mac mac(String algorithm) throws NoSuchAlgorithmException {
    return provider == null ? Mac.getInstance(algorithm) : Mac.getInstance(algorithm, provider);
  }

  /** A random source of its own: a new one may be slow to make, and is not shared between loops. */
  SecureRandom random() throws GeneralSecurityException {
    if (provider != null) {
      return SecureRandom.getInstance("LibCryptoRng", provider);
    }
    try {
      return SecureRandom.getInstance(
          "DRBG", DrbgParameters.instantiation(SECURITY_STRENGTH, Capability.RESEED_ONLY, null));
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }

  private boolean isConscrypt() {
    return provider != null && provider.getName().equals("Conscrypt");
  }
}
