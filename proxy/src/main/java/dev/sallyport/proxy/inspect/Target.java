package dev.sallyport.proxy.inspect;

import io.netty.util.NetUtil;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server to be looked at.
 *
 * @param host a DNS name or an IP address without brackets
 */
public record Target(String host, int port) {
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([^\\s\\[\\]/]+)]|([^\\s\\[\\]/]+)):([0-9]+)");

  /** What is neither a host and a port nor meant for a file. */
  private static final Pattern ATTEMPT = Pattern.compile(".*://.*|\\[.*|[^/]*:[0-9]*");

  private static final int MAX_PORT = 65535;

  /** Whether somebody who wrote this had a server in mind, and no file. */
  public static boolean isMeantBy(String text) {
    return ATTEMPT.matcher(text).matches();
  }

  /**
   * Reads {@code host:port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException saying what is wrong with anything else
   */
  public static Target parse(String text) {
    Matcher matcher = HOST_PORT.matcher(text);
    if (text.contains("://") || !matcher.matches()) {
      throw new IllegalArgumentException("a server is HOST:PORT, not " + text);
    }
    String port = matcher.group(3);
    String bracketed = matcher.group(1);
    return new Target(
        bracketed == null ? bare(matcher.group(2), port) : address(bracketed), port(port));
  }

  private static String bare(String host, String port) {
    if (NetUtil.isValidIpV6Address(host)) {
      throw new IllegalArgumentException(
          "an IPv6 address stands in brackets: [" + host + "]:" + port);
    }
    if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a server is HOST:PORT, not " + host + ":" + port);
    }
    return host;
  }

  private static String address(String bracketed) {
    if (!NetUtil.isValidIpV6Address(bracketed)) {
      throw new IllegalArgumentException("no IPv6 address: [" + bracketed + "]");
    }
    return bracketed;
  }

  private static int port(String digits) {
    int port = digits.length() > 5 ? MAX_PORT + 1 : Integer.parseInt(digits);
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 1 to " + MAX_PORT + ", not " + digits);
    }
    return port;
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
