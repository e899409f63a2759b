package dev.sallyport.tls;

import org.jspecify.annotations.Nullable;

/**
 * The prints of hellos that came before. Programs send the same numbers each time, and their prints
 * take three digests longer to compute than to find here; browsers that shuffle them, or put
 * reserved values between, gain nothing. Holds one of each {@value #PLACES} hash codes, the last
 * that was asked for. Not thread-safe: one for each event loop.
 */
public final class KnownPrints {
  private static final int PLACES = 256;

  /** What JA3 and JA4 make of a hello. */
  public record Prints(String ja3, String ja4) {}

  private record Known(HelloNumbers numbers, Prints prints) {}

  private final @Nullable Known[] known = new Known[PLACES];

  /** Finds them, or computes them. */
  public Prints of(Fingerprint fingerprint) {
    HelloNumbers numbers = fingerprint.numbers();
    if (numbers == null) {
      return new Prints(fingerprint.ja3(), fingerprint.ja4());
    }
    int place = Math.floorMod(numbers.hashCode(), PLACES);
    Known found = known[place];
    if (found == null || !found.numbers.equals(numbers)) {
      found = new Known(numbers, new Prints(numbers.ja3(), numbers.ja4()));
      known[place] = found;
    }
    return found.prints;
  }
}
