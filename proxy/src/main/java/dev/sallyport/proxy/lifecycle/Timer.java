package dev.sallyport.proxy.lifecycle;

/** The time limit that a connection stands under; which one follows from the state alone. */
public enum Timer {
  /** No limit of its own: it waits for the other side, which has one. */
  NONE,
  /** PROXY header, ClientHello and handshake must be done. */
  HANDSHAKE,
  /** The server's name must be resolved and the dial must succeed. */
  CONNECT,
  /** Bytes must move, in either direction. */
  IDLE,
  /** One direction has ended: bytes must move in the one that has not, or be flushed. */
  HALF_CLOSE,
  /** Our FIN is sent, or the flow is aborted: the peer must close too. */
  CLOSE
}
