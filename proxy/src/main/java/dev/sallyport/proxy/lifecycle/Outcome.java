package dev.sallyport.proxy.lifecycle;

/**
 * How a flow went, in one word.
 *
 * <p>A failure of the upstream is {@link #UPSTREAM_CONNECT_FAILED} while it is dialled and {@link
 * #UPSTREAM_TLS_FAILED} in its handshake. Any other before the downstream's TLS is up is {@link
 * #DOWNSTREAM_TLS_FAILED}, whatever the cause; later the outcome is the cause itself.
 */
public enum Outcome {
  /** Both sides ended in order. */
  OK,
  DOWNSTREAM_TLS_FAILED,
  UPSTREAM_CONNECT_FAILED,
  UPSTREAM_TLS_FAILED,
  /** A timeout of the proxy ended the flow. */
  TIMED_OUT,
  /** A peer sent RST. */
  RESET,
  /** A peer's FIN came without the close_notify that TLS asks for. */
  TRUNCATED,
  /** A limit or an access rule turned the client away. */
  REFUSED,
  /** The proxy was stopping and the drain time was used up. */
  DRAINED,
  /** Anything else; the cause is in the error. */
  ERROR,
  /** The client sent no byte and left in order: a health check, a preconnect. */
  EMPTY
}
