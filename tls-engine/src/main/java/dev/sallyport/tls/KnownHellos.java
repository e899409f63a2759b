package dev.sallyport.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of hellos that came before are in words. Programs send the same numbers each
 * time: to find their prints here takes three digests less than to compute them, and who writes
 * lists that are the very ones of an earlier hello need not look at what is in them. Browsers that
 * shuffle their numbers, or put reserved values between, gain nothing. Holds one of each {@value
 * #PLACES} hash codes, the last that was asked for. Not thread-safe: one for each event loop.
 */
public final class KnownHellos {
  private static final int PLACES = 256;

  /**
   * What one kind of hello is in words.
   *
   * @param ja3 as {@link Fingerprint#ja3} has it
   * @param ja4 as {@link Fingerprint#ja4} has it
   * @param versions these and the other lists as in {@link ClientHello}
   */
  public record Words(
      String ja3,
      String ja4,
      List<String> versions,
      List<String> cipherSuites,
      List<String> groups,
      List<String> signatureSchemes) {

    private static Words of(ClientHello hello) {
      return new Words(
          hello.fingerprint().ja3(),
          hello.fingerprint().ja4(),
          hello.versions(),
          hello.cipherSuites(),
          hello.groups(),
          hello.signatureSchemes());
    }
  }

  private record Known(HelloNumbers numbers, Words words) {}

  private final @Nullable Known[] known = new Known[PLACES];

  /** Finds them, or computes them. */
  public Words of(ClientHello hello) {
    HelloNumbers numbers = hello.fingerprint().numbers();
    if (numbers == null) {
      return Words.of(hello);
    }
    int place = Math.floorMod(numbers.hashCode(), PLACES);
    Known found = known[place];
    if (found == null || !found.numbers.equals(numbers)) {
      found = new Known(numbers, Words.of(hello));
      known[place] = found;
    }
    return found.words;
  }
}
