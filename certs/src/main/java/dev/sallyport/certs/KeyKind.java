package dev.sallyport.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** A kind of signature key that TLS servers use, the preferred one first. */
public enum KeyKind {
  EC,
  ED25519,
  /** RSA for RSASSA-PSS alone (id-RSASSA-PSS, RFC 4055 section 1.2). */
  RSA_PSS,
  /** RSA for any use (rsaEncryption). */
  RSA;

  private static final String PSS = "RSASSA-PSS";

  /**
   * Tells the kind of a public key.
   *
   * @throws IllegalArgumentException for any other kind of key, such as DSA or Ed448
   */
  public static KeyKind of(PublicKey key) {
    if (key instanceof ECPublicKey) {
      return EC;
    }
    if (key instanceof EdECPublicKey edwards && edwards.getParams().getName().equals("Ed25519")) {
      return ED25519;
    }
    if (key instanceof RSAPublicKey) {
      return key.getAlgorithm().equals(PSS) ? RSA_PSS : RSA;
    }
    throw new IllegalArgumentException(key.getAlgorithm() + " keys are not supported");
  }

  /** A new key pair: EC on P-256, RSA with 2048 bits, which takes its time. */
  KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm());
      switch (this) {
        case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case RSA, RSA_PSS -> generator.initialize(2048);
        case ED25519 -> {} // has one size
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK since 15 has all four
    }
  }

  /** Its name in the JCA. */
  private String algorithm() {
    return switch (this) {
      case EC, RSA -> name();
      case ED25519 -> "Ed25519";
      case RSA_PSS -> PSS;
    };
  }
}
