package dev.sallyport.config;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses (RFC 4632, RFC 4291 section 2.3); bits beyond the prefix do not count.
 */
public final class Cidr {

  private final InetAddress network;
  private final byte[] octets;
  private final int prefix;

  private Cidr(InetAddress network, byte[] octets, int prefix) {
    int longest = octets.length * 8;
    if (prefix < 0 || prefix > longest) {
      throw new IllegalArgumentException(
          "prefix length out of range: " + prefix + " (0 to " + longest + ")");
    }
    this.network = network;
    this.octets = octets;
    this.prefix = prefix;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or one address, which is a range of its own.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
    String prefix = slash < 0 ? "" : text.substring(slash + 1);
    if (network == null || (slash >= 0 && !prefix.matches("[0-9]{1,3}"))) {
      throw new IllegalArgumentException(
          "not a CIDR range: \"" + text + "\" (as in 10.0.0.0/8 or fd00::/8)");
    }
    byte[] octets = network.getAddress();
    return new Cidr(network, octets, slash < 0 ? octets.length * 8 : Integer.parseInt(prefix));
  }

  /** Whether the address that a text is, is in this range; what is no address is in none. */
  public boolean contains(String address) {
    InetAddress parsed = IpLiteral.parse(address);
    return parsed != null && contains(parsed.getAddress());
  }

  /**
   * Whether an address is in this range; IPv4 and IPv6 are never in each other's.
   *
   * @param address its octets, in network order
   */
  boolean contains(byte[] address) {
    if (octets.length != address.length) {
      return false;
    }
    int whole = prefix / 8;
    int rest = prefix % 8;
    return Arrays.equals(octets, 0, whole, address, 0, whole)
        && (rest == 0 || ((octets[whole] ^ address[whole]) & 0xff) >>> (8 - rest) == 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cidr that && network.equals(that.network) && prefix == that.prefix;
  }

  @Override
  public int hashCode() {
    return 31 * network.hashCode() + prefix;
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return IpLiteral.show(network) + "/" + prefix;
  }
}
