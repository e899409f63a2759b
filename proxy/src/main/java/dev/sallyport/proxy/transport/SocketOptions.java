package dev.sallyport.proxy.transport;

import java.time.Duration;

/**
 * What every TCP connection of the proxy is given, on both sides.
 *
 * @param noDelay TCP_NODELAY: small writes leave at once
 * @param keepAlive SO_KEEPALIVE
 * @param userTimeout TCP_USER_TIMEOUT (RFC 5482): how long sent data may stay unacknowledged; zero
 *     leaves the kernel's rule
 * @param receiveBuffer SO_RCVBUF in bytes; 0 leaves the kernel's tuning
 * @param sendBuffer SO_SNDBUF in bytes; 0 leaves the kernel's tuning
 */
public record SocketOptions(
    boolean noDelay, boolean keepAlive, Duration userTimeout, int receiveBuffer, int sendBuffer) {

  /** What the configuration gives when it says nothing. */
  public static final SocketOptions DEFAULT = new SocketOptions(true, true, Duration.ZERO, 0, 0);

  /** Refuses what no socket can be given. */
  public SocketOptions {
    if (userTimeout.isNegative() || userTimeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("user timeout out of range: " + userTimeout);
    }
    if (receiveBuffer < 0 || sendBuffer < 0) {
      throw new IllegalArgumentException("a socket buffer cannot have a negative size");
    }
  }
}
