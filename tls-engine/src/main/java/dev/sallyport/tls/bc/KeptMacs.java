package dev.sallyport.tls.bc;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;

/**
 * JCA for Bouncy Castle's key derivation: it asks for a MAC, initializes it, uses it and forgets
 * it, some twenty times in a handshake, and to make one costs ten times what it does. So there is
 * one for each algorithm. One of these per event loop; not thread-safe.
 */
final class KeptMacs extends DefaultJcaJceHelper {
  private final CryptoTier tier;
  private final Map<String, Mac> kept = new HashMap<>();

  KeptMacs(CryptoTier tier) {
    this.tier = tier;
  }

  @Override
  public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
    Mac mac = kept.get(algorithm);
    if (mac == null) {
      try {
        mac = fresh(algorithm, tier);
      } catch (GeneralSecurityException e) {
        throw new NoSuchAlgorithmException(e);
      }
      kept.put(algorithm, mac);
    }
    return mac;
  }

  static Mac fresh(String algorithm, CryptoTier tier) throws GeneralSecurityException {
    return (algorithm.equals("HmacSHA384") ? tier.source(Primitive.HMAC_SHA384) : Source.JDK)
        .mac(algorithm);
  }
}
