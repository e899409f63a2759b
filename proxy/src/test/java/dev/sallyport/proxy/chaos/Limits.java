package dev.sallyport.proxy.chaos;

/**
 * The timeouts that a cell is tried under: the one that ends its stall is short, and no other is to
 * run out however slow the machine is. The close timeout is short for all, since a flow that waits
 * for a last FIN ends in order when it is up.
 */
enum Limits {
  LONG(""),
  CONNECT("connect = 1s"),
  HANDSHAKE("handshake = 1s"),
  IDLE("idle = 3s"),
  HALF_CLOSE("half-close = 1s"),
  /** As long as the others, but the proxy is drained when all cells under it are ready for that. */
  DRAINED(""),
  DRAIN("drain = 3s");

  private final String shortened;

  Limits(String shortened) {
    this.shortened = shortened;
  }

  static Limits of(Cell cell) {
    boolean stalls = cell.fault() == Cell.Fault.STALL;
    if (cell.stage() == Cell.Stage.DRAINING) {
      return stalls ? DRAIN : DRAINED;
    }
    if (!stalls) {
      return LONG;
    }
    return switch (cell.stage()) {
      case DIALLING -> CONNECT;
      case AMID_HELLO, HELLO_SEEN, MID_HANDSHAKE -> HANDSHAKE;
      case IDLE, DATA -> IDLE;
      case HALF_CLOSED, CLOSING -> HALF_CLOSE;
      case LAST_FIN, DRAINING -> LONG;
    };
  }

  /** Whether all its cells must be under way at once. */
  boolean isDrained() {
    return this == DRAINED || this == DRAIN;
  }

  /** Its configuration. */
  String timeouts() {
    return """
    timeouts { handshake = 60s, connect = 60s, idle = 60s, half-close = 60s, drain = 60s }
    timeouts { close = 500ms, %s }
    """
        .formatted(shortened);
  }
}
