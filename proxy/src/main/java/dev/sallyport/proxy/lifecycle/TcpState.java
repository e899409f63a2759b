package dev.sallyport.proxy.lifecycle;

/** A state of RFC 9293 figure 5, as the proxy's own end of a connection passes through it. */
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
  CLOSED
}
