package dev.sallyport.config;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of IP addresses (RFC 4632, RFC 4291 section 2.3); bits beyond the prefix do not count.
 *
 * @param network any address of the range
 * @param prefix how many leading bits its addresses share: 0 to 32, or to 128 for IPv6
 */
public record Cidr(InetAddress network, int prefix) {

  public Cidr {
    int longest = network.getAddress().length * 8;
    if (prefix < 0 || prefix > longest) {
      throw new IllegalArgumentException(
          "prefix length out of range: " + prefix + " (0 to " + longest + ")");
    }
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
    return new Cidr(
        network, slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(prefix));
  }

  /** Whether {@code address} is in this range; IPv4 and IPv6 are never in each other's. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    int whole = prefix / 8;
    int rest = prefix % 8;
    return Arrays.equals(ours, 0, whole, theirs, 0, whole)
        && (rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >>> (8 - rest) == 0);
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return IpLiteral.show(network) + "/" + prefix;
  }
}
