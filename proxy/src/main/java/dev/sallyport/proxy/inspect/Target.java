package dev.sallyport.proxy.inspect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server to be looked at.
 *
 * @param host a DNS name or an IP address without brackets
 */
public record Target(String host, int port) {
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([^\\s\\[\\]/]+)]|([^\\s\\[\\]/:]+)):([0-9]{1,5})");
  private static final int MAX_PORT = 65535;

  /** Reads {@code host:port} or {@code [address]:port}; empty for anything else. */
  public static Optional<Target> parse(String text) {
    Matcher matcher = HOST_PORT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    int port = Integer.parseInt(matcher.group(3));
    return port < 1 || port > MAX_PORT ? Optional.empty() : Optional.of(new Target(host, port));
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
