package dev.sallyport.certs;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Tells whether two keys are one pair, by deriving the public one; no signature is made. An RSA key
 * for any use and one for RSASSA-PSS alone are none.
 */
final class KeyMatch {
  private KeyMatch() {}

  static boolean matches(PrivateKey privateKey, PublicKey publicKey) {
    if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    if (privateKey instanceof RSAPrivateKey ours && publicKey instanceof RSAPublicKey theirs) {
      return ours.getModulus().equals(theirs.getModulus());
    }
    try {
      return derivedMatches(
          PrivateKeyFactory.createKey(privateKey.getEncoded()),
          PublicKeyFactory.createKey(publicKey.getEncoded()));
    } catch (IOException | RuntimeException e) { // Bouncy Castle's parsers throw both
      return false;
    }
  }

  private static boolean derivedMatches(
      AsymmetricKeyParameter privateKey, AsymmetricKeyParameter publicKey) {
    if (privateKey instanceof ECPrivateKeyParameters ours
        && publicKey instanceof ECPublicKeyParameters theirs) {
      return ours.getParameters().equals(theirs.getParameters())
          && new FixedPointCombMultiplier()
              .multiply(ours.getParameters().getG(), ours.getD())
              .equals(theirs.getQ());
    }
    return privateKey instanceof Ed25519PrivateKeyParameters ours
        && publicKey instanceof Ed25519PublicKeyParameters theirs
        && Arrays.equals(ours.generatePublicKey().getEncoded(), theirs.getEncoded());
  }
}
