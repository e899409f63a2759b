package dev.sallyport.config;

/**
 * One address of a backend: a host name, which is resolved when it is dialled, or an IP address.
 *
 * @param host a host name (RFC 1123), or an IP address without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

  /** One as many backends have. */
  static final String EXAMPLE = "127.0.0.1:8080";

  public ServerAddress {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port out of range: " + port + " (1 to 65535)");
    }
    if (IpLiteral.parse(host) == null && !HostNames.isHostName(host)) {
      throw new IllegalArgumentException(
          "neither a host name nor an IP address: \"" + host + "\" (as in " + EXAMPLE + ")");
    }
  }

  /**
   * Reads {@code example.com:8080}, {@code 127.0.0.1:8080} or {@code [::1]:8080}.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static ServerAddress parse(String text) {
    HostAndPort parts = HostAndPort.parse(text, 1, EXAMPLE);
    return new ServerAddress(parts.host(), parts.port());
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return new HostAndPort(host, port).toString();
  }
}
