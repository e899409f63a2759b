package dev.sallyport.tls.bc;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;

/**
 * JCA for Bouncy Castle's key derivation and hashes, which it asks for anew each time, though to
 * look for a provider costs more than what is then done. A MAC is initialized, used and forgotten,
 * some twenty times in a handshake, so there is one for each algorithm; of a hash the first is kept
 * as it is and copied. One of these per event loop; not thread-safe.
 */
final class KeptAlgorithms extends DefaultJcaJceHelper {
  private final CryptoTier tier;
  private final Map<String, Mac> macs = new HashMap<>();
  private final Map<String, MessageDigest> digests = new HashMap<>();

  KeptAlgorithms(CryptoTier tier) {
    this.tier = tier;
  }

  @Override
  public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
    Mac mac = macs.get(algorithm);
    if (mac == null) {
      try {
        mac = fresh(algorithm, tier);
      } catch (GeneralSecurityException e) {
        throw new NoSuchAlgorithmException(e);
      }
      macs.put(algorithm, mac);
    }
    return mac;
  }

  @Override
  public MessageDigest createMessageDigest(String algorithm) throws NoSuchAlgorithmException {
    MessageDigest prototype = digests.get(algorithm);
    if (prototype == null) {
      prototype = super.createMessageDigest(algorithm);
      digests.put(algorithm, prototype);
    }
    try {
      return (MessageDigest) prototype.clone();
    } catch (CloneNotSupportedException e) {
      return super.createMessageDigest(algorithm);
    }
  }

  static Mac fresh(String algorithm, CryptoTier tier) throws GeneralSecurityException {
    return (algorithm.equals("HmacSHA384") ? tier.source(Primitive.HMAC_SHA384) : Source.JDK)
        .mac(algorithm);
  }
}
