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
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.jcajce.util.JcaJceHelper;
import org.bouncycastle.jcajce.util.ProviderJcaJceHelper;

/** Where primitives come from: the JDK or a native provider. Immutable and thread-safe. */
final class Source {

  /** What the JVM finds without a provider being named. */
  static final Source JDK =
      new Source("JDK " + Runtime.version().feature(), new DefaultJcaJceHelper(), false, false);

  private static final int SECURITY_STRENGTH = 256;

  private final String name;
  private final JcaJceHelper jca;
  private final boolean isNative;
  private final boolean pssByHash;

  /** A native provider. */
  Source(String name, Provider provider) {
    this(
        name,
        new ProviderJcaJceHelper(provider),
        true,
        provider.getName().equals(ConscryptLibrary.PROVIDER));
  }

  private Source(String name, JcaJceHelper jca, boolean isNative, boolean pssByHash) {
    this.name = name;
    this.jca = jca;
    this.isNative = isNative;
    this.pssByHash = pssByHash;
  }

  /** With its version, for the log. */
  String name() {
    return name;
  }

  boolean isNative() {
    return isNative;
  }

  Cipher cipher(String transformation) throws GeneralSecurityException {
    return jca.createCipher(transformation);
  }

  Signature signature(String algorithm) throws GeneralSecurityException {
    return jca.createSignature(algorithm);
  }

  /** RSASSA-PSS; Conscrypt has one for each hash. */
  Signature pss(String hash) throws GeneralSecurityException {
    return signature(pssByHash ? hash.replace("-", "") + "withRSA/PSS" : "RSASSA-PSS");
  }

  KeyFactory keyFactory(String algorithm) throws GeneralSecurityException {
    return jca.createKeyFactory(algorithm);
  }

  KeyPairGenerator keyPairs(String algorithm) throws GeneralSecurityException {
    return jca.createKeyPairGenerator(algorithm);
  }

  KeyAgreement agreement(String algorithm) throws GeneralSecurityException {
    return jca.createKeyAgreement(algorithm);
  }

  Mac mac(String algorithm) throws GeneralSecurityException {
    return jca.createMac(algorithm);
  }

  /** A random source of its own: a new one may be slow to make, and is not shared between loops. */
  SecureRandom random() throws GeneralSecurityException {
    if (isNative) {
      return jca.createSecureRandom("LibCryptoRng");
    }
    try {
      return SecureRandom.getInstance(
          "DRBG", DrbgParameters.instantiation(SECURITY_STRENGTH, Capability.RESEED_ONLY, null));
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }
}
