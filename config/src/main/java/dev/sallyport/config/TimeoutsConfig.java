package dev.sallyport.config;

import java.time.Duration;

/**
 * {@code timeouts}: how long each phase of a flow may take, each 1 ms to 7 days.
 *
 * @param handshake of TLS, on either side, with the PROXY header and the ClientHello before it
 * @param connect of one dial, with the look-up of the server's name
 * @param idle without a byte in either direction
 * @param halfClose without a byte from the other side once one has ended
 * @param close from our last byte until the peer's end
 * @param drain which running flows are given when the program is asked to stop
 */
public record TimeoutsConfig(
    Duration handshake,
    Duration connect,
    Duration idle,
    Duration halfClose,
    Duration close,
    Duration drain,
    Origins origins) {

  private static final Duration LOWEST = Duration.ofMillis(1);
  private static final Duration HIGHEST = Duration.ofDays(7);

  public TimeoutsConfig {
    Rules.of(origins)
        .range("handshake", handshake, LOWEST, HIGHEST)
        .range("connect", connect, LOWEST, HIGHEST)
        .range("idle", idle, LOWEST, HIGHEST)
        .range("half-close", halfClose, LOWEST, HIGHEST)
        .range("close", close, LOWEST, HIGHEST)
        .range("drain", drain, LOWEST, HIGHEST)
        .check();
  }
}
