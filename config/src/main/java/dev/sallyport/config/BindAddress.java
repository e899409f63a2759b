package dev.sallyport.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address a listener binds.
 *
 * @param address the interface's address, or null for {@code *}: all interfaces, IPv6 and IPv4
 * @param port 0 (the kernel picks one) to 65535
 */
public record BindAddress(@Nullable InetAddress address, int port) {

  /** One that every machine has. */
  static final String EXAMPLE = "127.0.0.1:8443";

  public BindAddress {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port out of range: " + port + " (0 to 65535)");
    }
  }

  /**
   * Reads {@code 127.0.0.1:8443}, {@code [::]:8443}, {@code localhost:8443} or {@code *:8443}.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static BindAddress parse(String text) {
    HostAndPort parts = HostAndPort.parse(text, 0, EXAMPLE);
    if (parts.host().equals("*")) {
      return new BindAddress(null, parts.port());
    }
    String literal = parts.host().equalsIgnoreCase("localhost") ? "127.0.0.1" : parts.host();
    InetAddress address = IpLiteral.parse(literal);
    if (address == null) {
      throw new IllegalArgumentException(
          "not an address to bind: \""
              + text
              + "\" (an IP address, * or localhost, then :port, as in "
              + EXAMPLE
              + ")");
    }
    return new BindAddress(address, parts.port());
  }

  /** This address in the JDK's form. */
  public InetSocketAddress socketAddress() {
    return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
  }

  /** Whether the two cannot both be bound: the same port of the same, or of all, interfaces. */
  public boolean overlaps(BindAddress other) {
    return port != 0 && port == other.port && (covers(other.address) || other.covers(address));
  }

  private boolean covers(@Nullable InetAddress other) {
    if (address == null || address.equals(other)) {
      return true;
    }
    boolean sameOrWider = other != null && address.getClass().isInstance(other);
    return address.isAnyLocalAddress() && (sameOrWider || address.getAddress().length == 16);
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return new HostAndPort(address == null ? "*" : IpLiteral.show(address), port).toString();
  }
}
