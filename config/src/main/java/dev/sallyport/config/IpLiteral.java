package dev.sallyport.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads IP addresses as text, strictly, and without ever asking a name server. */
final class IpLiteral {

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

  private IpLiteral() {}

  /** The address, or null when {@code text} is not one. */
  static @Nullable InetAddress parse(String text) {
    if (!IPV4.matcher(text).matches() && !isIpv6Shaped(text)) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** A text with a colon and no bracket is never looked up: the JDK takes it as IPv6 or fails. */
  private static boolean isIpv6Shaped(String text) {
    return text.indexOf(':') >= 0 && text.indexOf('[') < 0;
  }
}
