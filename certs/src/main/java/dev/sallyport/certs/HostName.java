package dev.sallyport.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/**
 * A host as it is asked for: a DNS name or an IP address (RFC 9525 DNS-ID and IP-ID).
 *
 * @param text the DNS name in lower case without a trailing dot, or the address in its usual form
 * @param address absent for a DNS name
 */
record HostName(String text, @Nullable InetAddress address) {
  private static final int MAX_LENGTH = 253;
  private static final int MAX_GIVEN = MAX_LENGTH + 1; // with a trailing dot

  /** RFC 1123 §2.1, and the underscore, which names in private networks have. */
  private static final Pattern LABELS =
      Pattern.compile("(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\\.|$))+");

  /** What ends in a number was meant as an IPv4 address and is no DNS name. */
  private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?[0-9]+");

  /** An IP literal, IPv6 also in brackets, or a DNS name of A-labels; empty for anything else. */
  static Optional<HostName> parse(String host) {
    if (host.length() > MAX_GIVEN) {
      return Optional.empty();
    }
    if (IPAddress.isValidIPv4(host)) {
      return ofAddress(host);
    }
    if (host.indexOf(':') >= 0) {
      return parseIpv6(host);
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.length() > MAX_LENGTH
        || name.endsWith(".")
        || !LABELS.matcher(name).matches()
        || NUMBER_AT_END.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(new HostName(name.toLowerCase(Locale.ROOT), null));
  }

  private static Optional<HostName> parseIpv6(String host) {
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    String inner = brackets ? host.substring(1, host.length() - 1) : host;
    int zone = inner.indexOf('%');
    String plain = zone < 0 ? inner : inner.substring(0, zone);
    return IPAddress.isValidIPv6(plain) ? ofAddress(plain) : Optional.empty();
  }

  private static Optional<HostName> ofAddress(String literal) {
    try {
      InetAddress address = InetAddress.getByName(literal); // which looks no literal up
      return Optional.of(new HostName(SubjectNames.text(address), address));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a certificate's dNSName stands for this host. A wildcard is the whole left-most label
   * and stands for exactly one label (RFC 9525 §6.3).
   */
  boolean matches(String dnsName) {
    if (address != null) {
      return false;
    }
    String presented = dnsName.toLowerCase(Locale.ROOT);
    return presented.equals(text) || presented.equals(wildcard());
  }

  /** The wildcard name that stands for this DNS name; null where none can. */
  @Nullable String wildcard() {
    int dot = address == null ? text.indexOf('.') : -1;
    return dot < 0 ? null : "*" + text.substring(dot);
  }
}
