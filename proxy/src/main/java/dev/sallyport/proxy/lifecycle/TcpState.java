package dev.sallyport.proxy.lifecycle;

/**
 * Where a TCP connection stands, in the states of RFC 9293, section 3.3.2 (figure 5).
 *
 * <p>{@code LISTEN} and {@code SYN_RECEIVED} are missing since the kernel passes both before the
 * proxy is told of a connection. A record may end in {@link #LAST_ACK} or {@link #TIME_WAIT}: that
 * is the last state known.
 */
public enum TcpState {
  /** Not yet accepted or dialled. */
  NONE,
  SYN_SENT,
  ESTABLISHED,
  FIN_WAIT_1,
  FIN_WAIT_2,
  CLOSING,
  TIME_WAIT,
  CLOSE_WAIT,
  LAST_ACK,
  CLOSED;

  /**
   * The table. From {@code FIN_WAIT_1} a FIN leads to {@code TIME_WAIT}: the ACK of our own FIN
   * usually rides on it. One that does not is {@link Event#FIN_CROSSED}, where the kernel says so.
   * It also says when it has a FIN that was not read yet: ours is the answer then.
   */
  public static final TransitionTable<TcpState> TABLE =
      TransitionTable.of(TcpState.class)
          .row(NONE, Event.ACCEPTED, ESTABLISHED)
          .row(NONE, Event.DIALLED, SYN_SENT)
          .row(NONE, Event.DIAL_FAILED, CLOSED)
          .row(SYN_SENT, Event.CONNECTED, ESTABLISHED)
          .row(SYN_SENT, Event.DIAL_FAILED, CLOSED)
          .row(SYN_SENT, Event.DIAL_CANCELLED, CLOSED)
          .row(ESTABLISHED, Event.FIN_SENT, FIN_WAIT_1)
          .row(ESTABLISHED, Event.FIN_ANSWERED, LAST_ACK)
          .row(ESTABLISHED, Event.FIN_RECEIVED, CLOSE_WAIT)
          .row(FIN_WAIT_1, Event.FIN_ACKED, FIN_WAIT_2)
          .row(FIN_WAIT_1, Event.FIN_RECEIVED, TIME_WAIT)
          .row(FIN_WAIT_1, Event.FIN_CROSSED, CLOSING)
          .row(FIN_WAIT_2, Event.FIN_RECEIVED, TIME_WAIT)
          .row(CLOSING, Event.FIN_ACKED, TIME_WAIT)
          .row(CLOSE_WAIT, Event.FIN_SENT, LAST_ACK)
          .row(LAST_ACK, Event.FIN_ACKED, CLOSED)
          .row(ESTABLISHED, Event.RST_RECEIVED, CLOSED)
          .row(ESTABLISHED, Event.RST_SENT, CLOSED)
          .row(ESTABLISHED, Event.LOST, CLOSED)
          .row(FIN_WAIT_1, Event.RST_RECEIVED, CLOSED)
          .row(FIN_WAIT_1, Event.RST_SENT, CLOSED)
          .row(FIN_WAIT_1, Event.LOST, CLOSED)
          .row(FIN_WAIT_2, Event.RST_RECEIVED, CLOSED)
          .row(FIN_WAIT_2, Event.RST_SENT, CLOSED)
          .row(FIN_WAIT_2, Event.LOST, CLOSED)
          .row(CLOSING, Event.RST_RECEIVED, CLOSED)
          .row(CLOSING, Event.RST_SENT, CLOSED)
          .row(CLOSING, Event.LOST, CLOSED)
          .row(TIME_WAIT, Event.RST_RECEIVED, CLOSED)
          .row(TIME_WAIT, Event.RST_SENT, CLOSED)
          .row(TIME_WAIT, Event.LOST, CLOSED)
          .row(CLOSE_WAIT, Event.RST_RECEIVED, CLOSED)
          .row(CLOSE_WAIT, Event.RST_SENT, CLOSED)
          .row(CLOSE_WAIT, Event.LOST, CLOSED)
          .row(LAST_ACK, Event.RST_RECEIVED, CLOSED)
          .row(LAST_ACK, Event.RST_SENT, CLOSED)
          .row(LAST_ACK, Event.LOST, CLOSED)
          .build();
}
