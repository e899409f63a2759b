package dev.sallyport.tls.bc;

import java.net.IDN;
import org.jspecify.annotations.Nullable;

/** What of a host may stand in server_name (RFC 6066 section 3). */
final class HostNames {
  private static final int MAX_LENGTH = 253;

  private HostNames() {}

  /** The DNS name as A-labels without a final dot; null for an address, or for what is no name. */
  static @Nullable String forServerName(@Nullable String host) {
    if (host == null || host.indexOf(':') >= 0 || host.chars().allMatch(HostNames::inIpv4)) {
      return null;
    }
    try {
      String ascii = IDN.toASCII(host);
      String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
      return name.isEmpty() || name.length() > MAX_LENGTH ? null : name;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean inIpv4(int character) {
    return character == '.' || (character >= '0' && character <= '9');
  }
}
