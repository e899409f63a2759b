package dev.sallyport.tls.bc;

import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * Ciphers for the first messages of every {@link Aead} of an event loop: one for each algorithm and
 * direction. To look one up takes longer than to seal a short record, and a native one has memory
 * outside of the heap that the collector has to free. Each holds the key that it was last given.
 * Not thread-safe.
 */
final class SharedCiphers {
  private final CryptoTier tier;
  private final Map<Aead.Algorithm, Cipher> sealing = new EnumMap<>(Aead.Algorithm.class);
  private final Map<Aead.Algorithm, Cipher> opening = new EnumMap<>(Aead.Algorithm.class);

  SharedCiphers(CryptoTier tier) {
    this.tier = tier;
  }

  /** Where those come from that an {@link Aead} has for itself. */
  Source source(Aead.Algorithm algorithm) {
    return tier.source(algorithm.primitive());
  }

  /** The one for a mode of {@link Cipher}. */
  Cipher of(Aead.Algorithm algorithm, int mode) throws TlsFatalAlert {
    Map<Aead.Algorithm, Cipher> known = known(mode);
    Cipher cipher = known.get(algorithm);
    if (cipher == null) {
      cipher = algorithm.cipher(source(algorithm));
      known.put(algorithm, cipher);
    }
    return cipher;
  }

  /** Has the next who ask given another one: this has failed. */
  void forget(Aead.Algorithm algorithm, int mode) {
    known(mode).remove(algorithm);
  }

  private Map<Aead.Algorithm, Cipher> known(int mode) {
    return mode == Cipher.ENCRYPT_MODE ? sealing : opening;
  }
}
