package dev.sallyport.proxy.lifecycle;

/**
 * Where the TLS of a connection stands; {@link #CLEAR} where the proxy has none to do.
 *
 * <p>The half-closed states take their names from RFC 9113, section 5.1: local means that our
 * close_notify was sent, remote that the peer's was received.
 */
public enum TlsState {
  CLEAR,
  AWAITING_HELLO,
  HANDSHAKING,
  ESTABLISHED,
  HALF_CLOSED_LOCAL,
  HALF_CLOSED_REMOTE,
  CLOSED,
  FAILED;

  /** The table of a connection whose TLS ends at the proxy. */
  public static final TransitionTable<TlsState> ENDPOINT =
      TransitionTable.of(TlsState.class)
          .row(AWAITING_HELLO, Event.HELLO, HANDSHAKING)
          .row(AWAITING_HELLO, Event.HANDSHAKE_FAILED, FAILED)
          .row(HANDSHAKING, Event.HANDSHAKE_COMPLETED, ESTABLISHED)
          .row(HANDSHAKING, Event.HANDSHAKE_FAILED, FAILED)
          .row(ESTABLISHED, Event.CLOSE_NOTIFY_SENT, HALF_CLOSED_LOCAL)
          .row(ESTABLISHED, Event.CLOSE_NOTIFY_RECEIVED, HALF_CLOSED_REMOTE)
          .row(ESTABLISHED, Event.TRUNCATED, FAILED)
          .row(ESTABLISHED, Event.TLS_FAILED, FAILED)
          .row(HALF_CLOSED_LOCAL, Event.CLOSE_NOTIFY_RECEIVED, CLOSED)
          .row(HALF_CLOSED_LOCAL, Event.TRUNCATED, FAILED)
          .row(HALF_CLOSED_LOCAL, Event.UNANSWERED, CLOSED)
          .row(HALF_CLOSED_LOCAL, Event.TLS_FAILED, FAILED)
          .row(HALF_CLOSED_REMOTE, Event.CLOSE_NOTIFY_SENT, CLOSED)
          .row(HALF_CLOSED_REMOTE, Event.TLS_FAILED, FAILED)
          .build();

  /** The table of a connection whose ClientHello is read and whose TLS is the backend's. */
  public static final TransitionTable<TlsState> PASSTHROUGH =
      TransitionTable.of(TlsState.class)
          .row(AWAITING_HELLO, Event.HELLO, CLEAR)
          .row(AWAITING_HELLO, Event.HANDSHAKE_FAILED, FAILED)
          .build();

  /** Whether the handshake has not yet come to an end. */
  public boolean isHandshaking() {
    return this == AWAITING_HELLO || this == HANDSHAKING;
  }
}
