package dev.sallyport.proxy.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What can happen to a connection, as far as the machine cares.
 *
 * <p>{@link #label()} is the name under which the event stands in a record's timeline. {@link
 * #HELLO} has none: the message that it is, ClientHello in or out, is an entry of its own.
 */
public enum Event {
  ACCEPTED("tcp.accepted", null),
  /** A PROXY protocol header was read whole. */
  HEADER_RECEIVED("proxy.header_received", Direction.IN),
  DIALLED("tcp.dial", Direction.OUT),
  CONNECTED("tcp.connected", null),
  DIAL_FAILED("tcp.dial_failed", null),
  DIAL_CANCELLED("tcp.dial_cancelled", null),
  FIN_RECEIVED("tcp.fin_received", Direction.IN),
  /** The peer's FIN came while ours was on its way: neither acknowledges the other. */
  FIN_CROSSED("tcp.fin_received", Direction.IN),
  FIN_SENT("tcp.fin_sent", Direction.OUT),
  /** The same where the kernel has the peer's FIN already, though nobody has read as far as it. */
  FIN_ANSWERED("tcp.fin_sent", Direction.OUT),
  FIN_ACKED("tcp.fin_acked", Direction.IN),
  RST_RECEIVED("tcp.rst_received", Direction.IN),
  RST_SENT("tcp.rst_sent", Direction.OUT),
  /** What we gave to the kernel to be sent will not be: the end that comes now is a loss. */
  OUTPUT_LOST(null, null),
  /** The connection broke without an RST: ETIMEDOUT, EHOSTUNREACH, EPIPE and the like. */
  LOST("tcp.lost", null),
  DESCRIPTOR_CLOSED("tcp.closed", null),

  /** The ClientHello was received (downstream) or sent (upstream). */
  HELLO(null, null),
  KEYS_DERIVED("tls.keys_derived", null),
  CERTIFICATE_VERIFIED("tls.certificate_verified", null),
  HANDSHAKE_COMPLETED("tls.handshake_completed", null),
  HANDSHAKE_FAILED("tls.handshake_failed", null),
  /** Our close_notify and all that was written before it is with the kernel. */
  CLOSE_NOTIFY_SENT("tls.close_notify", Direction.OUT),
  CLOSE_NOTIFY_RECEIVED("tls.close_notify", Direction.IN),
  /** FIN without a close_notify before it. */
  TRUNCATED("tls.truncated", null),
  /**
   * The same after our own close_notify, with no byte of the application between. Many peers leave
   * so when they are told that they may (RFC 5246, section 7.2.1): nothing fails by it, but nobody
   * else is told of an end that was not said.
   */
  UNANSWERED("tls.truncated", null),
  /** A fatal TLS error after the handshake. */
  TLS_FAILED("tls.failed", null),

  /** A time limit ran out; which one follows from the state. */
  TIMED_OUT("proxy.timed_out", null),
  /** A limit or an access rule. */
  REFUSED("proxy.refused", null),
  /** The drain's time was used up. */
  DRAINED("proxy.drained", null);

  private final @Nullable String label;
  private final @Nullable Direction direction;

  Event(@Nullable String label, @Nullable Direction direction) {
    this.label = label;
    this.direction = direction;
  }

  /** The entry's name in the timeline, or null where the event makes none. */
  public @Nullable String label() {
    return label;
  }

  /** Which way it travelled, where that means something. */
  public @Nullable Direction direction() {
    return direction;
  }

  /** Whether it is the peer's FIN. */
  boolean isFin() {
    return this == FIN_RECEIVED || this == FIN_CROSSED;
  }

  /** Whether the flow cannot go on after it. */
  boolean isAbortive() {
    return switch (this) {
      case DIAL_FAILED,
          RST_RECEIVED,
          LOST,
          HANDSHAKE_FAILED,
          TLS_FAILED,
          TIMED_OUT,
          REFUSED,
          DRAINED ->
          true;
      default -> false;
    };
  }
}
