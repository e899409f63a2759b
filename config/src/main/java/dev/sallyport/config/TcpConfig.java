package dev.sallyport.config;

import java.time.Duration;

/**
 * {@code tcp}: socket options of both sides.
 *
 * @param noDelay TCP_NODELAY
 * @param keepAlive SO_KEEPALIVE
 * @param userTimeout TCP_USER_TIMEOUT (RFC 5482), 0 to 7 days; 0: the kernel's
 * @param receiveBuffer SO_RCVBUF in bytes, 0 to 1 GiB; 0: the kernel's
 * @param sendBuffer SO_SNDBUF in bytes, 0 to 1 GiB; 0: the kernel's
 */
public record TcpConfig(
    boolean noDelay,
    boolean keepAlive,
    Duration userTimeout,
    int receiveBuffer,
    int sendBuffer,
    Origins origins) {

  private static final int GIBIBYTE = 1 << 30;

  public TcpConfig {
    Rules.of(origins)
        .range("user-timeout", userTimeout, Duration.ZERO, Duration.ofDays(7))
        .range("receive-buffer", receiveBuffer, 0, GIBIBYTE)
        .range("send-buffer", sendBuffer, 0, GIBIBYTE)
        .check();
  }
}
