package dev.sallyport.config;

import java.net.InetAddress;
import java.util.List;

/**
 * Who may use a listener: {@code allow}, {@code deny} and {@code max-connections-per-address}.
 *
 * @param allow empty: everybody
 * @param deny wins over {@code allow}
 * @param maxConnectionsPerAddress not negative, which the listener checks; 0: no limit
 */
public record AccessConfig(List<Cidr> allow, List<Cidr> deny, int maxConnectionsPerAddress) {

  public AccessConfig {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /** Whether the rules let {@code client} in. */
  public boolean permits(InetAddress client) {
    byte[] address = client.getAddress();
    return !anyHolds(deny, address) && (allow.isEmpty() || anyHolds(allow, address));
  }

  private static boolean anyHolds(List<Cidr> ranges, byte[] address) {
    for (Cidr range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
