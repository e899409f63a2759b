package dev.sallyport.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads IP addresses from text, and writes them: strictly, and without ever asking a name server.
 */
final class IpLiteral {

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

  /** No more than that: what begins otherwise than an address is a name to the JDK. */
  private static final Pattern IPV6_SHAPED = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%.+)?");

  private static final Pattern ZEROS = Pattern.compile("\\b0(?::0)+\\b");

  private IpLiteral() {}

  /** The address, or null when {@code text} is not one. */
  static @Nullable InetAddress parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6_SHAPED.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The shortest text for {@code address} (RFC 5952 section 4.2): {@code ::1}. */
  static String show(InetAddress address) {
    String text = address.getHostAddress();
    return ZEROS
        .matcher(text)
        .results()
        .max(Comparator.comparingInt((MatchResult run) -> run.group().length()))
        .map(run -> shortened(text, run))
        .orElse(text);
  }

  private static String shortened(String text, MatchResult zeros) {
    String before = text.substring(0, zeros.start());
    String after = text.substring(zeros.end());
    return before.replaceFirst(":$", "") + "::" + after.replaceFirst("^:", "");
  }
}
