package dev.sallyport.config;

/** {@code host:port} taken apart; an IPv6 address stands in brackets. */
record HostAndPort(String host, int port) {

  /**
   * Splits {@code text}, whatever the host is.
   *
   * @param example a text that is right
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  static HostAndPort parse(String text, int lowestPort, String example) {
    if (!text.matches("[^/]+:[^/\\]]+")) {
      throw new IllegalArgumentException("not host:port: \"" + text + "\" (as in " + example + ")");
    }
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]") && host.indexOf(':') >= 0) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "an IPv6 address needs brackets: \"" + text + "\" (as in [::1]:8443)");
    }
    return new HostAndPort(host, port(text.substring(colon + 1), lowestPort, example));
  }

  private static int port(String digits, int lowest, String example) {
    if (!digits.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("not a port: \"" + digits + "\" (as in " + example + ")");
    }
    int port = Integer.parseInt(digits);
    if (port < lowest || port > 65535) {
      throw new IllegalArgumentException(
          "port out of range: " + digits + " (" + lowest + " to 65535)");
    }
    return port;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
