package dev.sallyport.proxy.lifecycle;

import dev.sallyport.proxy.lifecycle.Plan.TlsMode;

/**
 * Where one connection stands: both tables and the booleans that decide, folded from its events.
 */
public final class ConnectionState {

  private final TlsMode mode;
  private final boolean proxyHeader;

  private TcpState tcp = TcpState.NONE;
  private TlsState tls;
  private boolean opened;
  private boolean headerReceived;
  private boolean handshakeDone;
  private boolean inputEnded;
  private boolean finReceived;
  private boolean finSent;
  private boolean closeNotifySent;
  private boolean outputLost;
  private boolean truncated;
  private boolean unanswered;
  private boolean over;

  ConnectionState(TlsMode mode, boolean proxyHeader) {
    this.mode = mode;
    this.proxyHeader = proxyHeader;
    this.tls = mode == TlsMode.NONE ? TlsState.CLEAR : TlsState.AWAITING_HELLO;
  }

  void apply(Event event) {
    tcp = TcpState.TABLE.next(tcp, event);
    if (mode != TlsMode.NONE) {
      tls = (mode == TlsMode.ENDPOINT ? TlsState.ENDPOINT : TlsState.PASSTHROUGH).next(tls, event);
    }
    switch (event) {
      case ACCEPTED, CONNECTED -> opened = true;
      case HEADER_RECEIVED -> headerReceived = true;
      case HANDSHAKE_COMPLETED -> handshakeDone = true;
      case HELLO -> handshakeDone |= mode == TlsMode.PASSTHROUGH;
      case FIN_RECEIVED, FIN_CROSSED -> {
        finReceived = true;
        inputEnded = true;
      }
      case CLOSE_NOTIFY_RECEIVED -> inputEnded = true;
      case FIN_SENT, FIN_ANSWERED -> finSent = true;
      case CLOSE_NOTIFY_SENT -> closeNotifySent = true;
      case OUTPUT_LOST -> outputLost = true;
      case TRUNCATED -> truncated = true;
      case UNANSWERED -> unanswered = true;
      case DIAL_FAILED, DIAL_CANCELLED, DESCRIPTOR_CLOSED -> over = true;
      default -> {}
    }
  }

  /** The last TCP state known. */
  public TcpState tcp() {
    return tcp;
  }

  /** The last TLS state known. */
  public TlsState tls() {
    return tls;
  }

  /** Whether it was neither accepted nor dialled. */
  public boolean isUnused() {
    return tcp == TcpState.NONE;
  }

  /** Whether TCP is there and the PROXY header, where one is due, has come. */
  public boolean isOpen() {
    return opened && (!proxyHeader || headerReceived);
  }

  /** Whether bytes of the application may pass: it is open and its handshake is done. */
  public boolean isReady() {
    return isOpen() && (mode == TlsMode.NONE || handshakeDone);
  }

  /** Whether a FIN is the orderly end of the input; under TLS that is the close_notify. */
  boolean finEndsInput() {
    return mode != TlsMode.ENDPOINT;
  }

  /** Whether a FIN leaves nothing to relay, and no TLS engine is there to say so. */
  boolean finIsPremature() {
    return !isReady() && mode != TlsMode.ENDPOINT;
  }

  /**
   * Whether a FIN has come of which the TLS engine has still to say what it was: a truncation, the
   * end of an unfinished handshake, or what follows a close_notify.
   */
  boolean awaitsVerdict() {
    return mode == TlsMode.ENDPOINT
        && (tls.isHandshaking()
            || tls == TlsState.ESTABLISHED
            || tls == TlsState.HALF_CLOSED_LOCAL);
  }

  /** Whether the peer's FIN or close_notify was seen. */
  public boolean inputEnded() {
    return inputEnded;
  }

  /** Whether the input ended by what is meant for it: close_notify under TLS, otherwise FIN. */
  public boolean inputEndWasSaid() {
    return inputEnded && !truncated && !unanswered;
  }

  /** Whether the peer's FIN was seen. */
  public boolean finReceived() {
    return finReceived;
  }

  /** Whether the input was cut: a FIN came where TLS asks for a close_notify first. */
  boolean isTruncated() {
    return truncated;
  }

  /** Whether our FIN was sent: nothing of ours waits to be written. */
  public boolean outputEnded() {
    return finSent;
  }

  /** Whether our close_notify or FIN was sent, so that no byte of the application can be lost. */
  boolean saidAll() {
    return (closeNotifySent || finSent) && !outputLost;
  }

  /** Whether nothing is left of it: its descriptor is closed, or its dial came to nothing. */
  public boolean isOver() {
    return over;
  }
}
