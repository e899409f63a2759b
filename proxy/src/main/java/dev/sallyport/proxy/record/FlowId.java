package dev.sallyport.proxy.record;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The name of a flow: a ULID, 48 bits of milliseconds and 80 random ones, which sorts by time as
 * text and is safe in a file name.
 *
 * @param high the milliseconds, then 16 random bits
 * @param low 64 random bits
 */
public record FlowId(long high, long low) {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 26;
  private static final int RANDOM_BITS_IN_HIGH = 16;

  /** Makes an identifier for a flow accepted at that time. Any thread, no lock. */
  public static FlowId at(Instant accepted) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high =
        accepted.toEpochMilli() << RANDOM_BITS_IN_HIGH | random.nextInt(1 << RANDOM_BITS_IN_HIGH);
    return new FlowId(high, random.nextLong());
  }

  /**
   * Reads the 26 characters of Crockford's base 32, in either case.
   *
   * @throws IllegalArgumentException when {@code text} is something else
   */
  public static FlowId parse(String text) {
    if (text.length() != LENGTH || text.charAt(0) > '7') {
      throw new IllegalArgumentException("not a flow identifier (ULID): " + text);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = ALPHABET.indexOf(Character.toUpperCase(text.charAt(i)));
      if (digit < 0) {
        throw new IllegalArgumentException("not a flow identifier (ULID): " + text);
      }
      high = high << 5 | low >>> 59;
      low = low << 5 | digit;
    }
    return new FlowId(high, low);
  }

  @Override
  public String toString() {
    char[] text = new char[LENGTH];
    long high = this.high;
    long low = this.low;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) low & 31);
      low = low >>> 5 | high << 59;
      high >>>= 5;
    }
    return new String(text);
  }
}
