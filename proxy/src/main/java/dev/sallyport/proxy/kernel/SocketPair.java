package dev.sallyport.proxy.kernel;

import java.net.InetSocketAddress;

/**
 * What tells one TCP connection of this host from the others: its two addresses, as its own end
 * sees them. An IPv4 address is the same as the IPv6 address that it is mapped to (RFC 4291,
 * section 2.5.5.2).
 */
public record SocketPair(InetSocketAddress local, InetSocketAddress remote) {

  /** The same connection as the other end sees it. */
  SocketPair reversed() {
    return new SocketPair(remote, local);
  }
}
