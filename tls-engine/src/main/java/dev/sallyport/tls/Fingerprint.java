package dev.sallyport.tls;

import org.jspecify.annotations.Nullable;

/**
 * What client software a ClientHello is of, as JA3 and JA4 tell it. Immutable; equal where both
 * are.
 *
 * <p>It keeps the numbers of the hello and computes when asked, so that a handshake does not wait
 * for it; of a hello with long lists it computes at once and keeps nothing else.
 */
public final class Fingerprint {

  private static final int MAX_KEPT = 1024;

  private final @Nullable HelloNumbers numbers;
  private final String ja3;
  private final String ja4;

  Fingerprint(HelloNumbers numbers) {
    boolean kept = numbers.octets() <= MAX_KEPT;
    this.numbers = kept ? numbers : null;
    this.ja3 = kept ? "" : numbers.ja3();
    this.ja4 = kept ? "" : numbers.ja4();
  }

  /** The MD5 of the version, suites, extensions, groups and point formats, in order: 32 digits. */
  public String ja3() {
    return numbers == null ? ja3 : numbers.ja3();
  }

  /** The fingerprint of FoxIO's JA4 specification, such as {@code t13d1516h2_8daaf6152771_…}. */
  public String ja4() {
    return numbers == null ? ja4 : numbers.ja4();
  }

  /** What they are computed of; null where that was done at once. */
  @Nullable HelloNumbers numbers() {
    return numbers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that
        && ja3().equals(that.ja3())
        && ja4().equals(that.ja4());
  }

  @Override
  public int hashCode() {
    return ja4().hashCode();
  }

  @Override
  public String toString() {
    return ja4();
  }
}
