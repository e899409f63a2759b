package dev.sallyport.certs;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** A kind of signature key that TLS servers use, the preferred one first. */
public enum KeyKind {
  EC,
  ED25519,
  RSA;

  /**
   * Tells the kind of a public key.
   *
   * @throws IllegalArgumentException for any other kind of key, such as DSA, Ed448 or RSASSA-PSS
   */
  public static KeyKind of(PublicKey key) {
    if (key instanceof ECPublicKey) {
      return EC;
    }
    if (key instanceof EdECPublicKey edwards && edwards.getParams().getName().equals("Ed25519")) {
      return ED25519;
    }
    if (key instanceof RSAPublicKey && key.getAlgorithm().equals("RSA")) {
      return RSA;
    }
    throw new IllegalArgumentException(key.getAlgorithm() + " keys are not supported");
  }
}
