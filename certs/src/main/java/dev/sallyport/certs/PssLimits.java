package dev.sallyport.certs;

import java.security.Key;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * What the parameters of a key for RSASSA-PSS limit it to (RFC 4055 section 3.1), seen from TLS,
 * where mask and message have one hash and the salt has its length (RFC 8446 section 4.2.3).
 */
public final class PssLimits {
  private static final int[] HASHES = {256, 384, 512};

  private PssLimits() {}

  /**
   * Whether a key may sign and verify with a hash; a key without parameters may with any.
   *
   * @param key public or private, of RSA
   * @param hashBits of SHA-2
   */
  public static boolean allow(Key key, int hashBits) {
    if (!(key instanceof RSAKey rsa) || rsa.getParams() == null) {
      return true;
    }
    String hash = "SHA-" + hashBits;
    return rsa.getParams() instanceof PSSParameterSpec limits
        && limits.getDigestAlgorithm().equalsIgnoreCase(hash)
        && limits.getMGFParameters() instanceof MGF1ParameterSpec mask
        && mask.getDigestAlgorithm().equalsIgnoreCase(hash)
        && limits.getSaltLength() <= hashBits / Byte.SIZE // which is the least (RFC 4055)
        && limits.getTrailerField() == PSSParameterSpec.TRAILER_FIELD_BC;
  }

  /** Whether there is a hash that both keys of a pair may be used with. */
  static boolean usable(Key one, Key other) {
    for (int hash : HASHES) {
      if (allow(one, hash) && allow(other, hash)) {
        return true;
      }
    }
    return false;
  }
}
