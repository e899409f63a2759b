package dev.sallyport.tls.bc;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.tls.crypto.TlsAgreement;

/** Begins key agreements over curves; keeps the generators of key pairs. One per event loop. */
final class Agreements {
  private final Crypto crypto;
  private final CryptoTier tier;
  private final Map<Curve, KeyPairGenerator> generators = new EnumMap<>(Curve.class);

  Agreements(Crypto crypto, CryptoTier tier) {
    this.crypto = crypto;
    this.tier = tier;
  }

  /** One over {@code curve}; X25519 by Bouncy Castle where the choice is it or SunEC. */
  TlsAgreement of(Curve curve) {
    Source source = tier.source(curve.primitive());
    if (curve == Curve.X25519 && !source.isNative()) {
      return new X25519Agreement(crypto);
    }
    return new JcaAgreement(crypto, curve, source, generator(curve, source));
  }

  private KeyPairGenerator generator(Curve curve, Source source) {
    KeyPairGenerator kept = generators.get(curve);
    if (kept == null) {
      try {
        kept = curve.keyPairs(source);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      generators.put(curve, kept);
    }
    return kept;
  }
}
