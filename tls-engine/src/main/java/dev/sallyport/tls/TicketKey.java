package dev.sallyport.tls;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A named key that seals session tickets: a public name of 16 octets, by which it is found again,
 * and an AES-256 key, which is never shown. Immutable.
 */
public final class TicketKey {
  /** Octets of a name. */
  static final int NAME = 16;

  private static final int KEY = 32;
  private static final int HEX_DIGITS = 2 * (NAME + KEY);

  private final byte[] name;
  private final SecretKey key;

  private TicketKey(byte[] nameAndKey) {
    name = Arrays.copyOf(nameAndKey, NAME);
    byte[] octets = Arrays.copyOfRange(nameAndKey, NAME, NAME + KEY);
    key = new SecretKeySpec(octets, "AES");
    Arrays.fill(octets, (byte) 0);
    Arrays.fill(nameAndKey, (byte) 0);
  }

  /** A new one. */
  public static TicketKey generate(SecureRandom random) {
    byte[] nameAndKey = new byte[NAME + KEY];
    random.nextBytes(nameAndKey);
    return new TicketKey(nameAndKey);
  }

  /**
   * Reads 96 hexadecimal digits: the name, then the key.
   *
   * @throws IllegalArgumentException without what was read, if it is something else
   */
  public static TicketKey parse(String hex) {
    if (hex.length() != HEX_DIGITS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException("a ticket key is " + HEX_DIGITS + " hexadecimal digits");
    }
    return new TicketKey(HexFormat.of().parseHex(hex));
  }

  byte[] name() {
    return name;
  }

  SecretKey key() {
    return key;
  }

  boolean isNamedIn(byte[] ticket) {
    return Arrays.equals(ticket, 0, NAME, name, 0, NAME);
  }

  /** Whether both are the same key of the same name. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TicketKey that
        && Arrays.equals(name, that.name)
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "TicketKey[" + HexFormat.of().formatHex(name) + "]";
  }
}
