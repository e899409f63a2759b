package dev.sallyport.proxy.lifecycle;

import dev.sallyport.proxy.lifecycle.ModelFlow.Demand;

/**
 * All that tells one moment of a flow from another: the machine's state, what the runtime was asked
 * to do and has not done yet, and what of the past a law speaks of.
 */
record Joint(
    Half downstream,
    Half upstream,
    boolean relaying,
    boolean aborted,
    boolean dialling,
    boolean reported,
    boolean failed,
    int servers,
    boolean resolving,
    boolean justAccepted) {

  /**
   * One connection of the flow.
   *
   * @param orderly whether its peer ended in order
   * @param truncated whether its peer cut the input while the flow was going on
   */
  record Half(
      TcpState tcp,
      TlsState tls,
      boolean ready,
      boolean inputEnded,
      boolean finReceived,
      boolean outputEnded,
      boolean over,
      Timer timer,
      Demand demand,
      boolean orderly,
      boolean truncated) {

    boolean isOpen() {
      return tcp != TcpState.NONE && tcp != TcpState.SYN_SENT && !over;
    }

    /** Whether its peer can do nothing any more, and we know: a FIN of it may be unread yet. */
    boolean isGone() {
      return over || finReceived || (tcp == TcpState.CLOSED && demand == Demand.CLOSE);
    }

    /** Whether nothing that it was to be sent can be lost: our FIN or close_notify was sent. */
    boolean wasTold() {
      return outputEnded || tls == TlsState.HALF_CLOSED_LOCAL || tls == TlsState.CLOSED;
    }

    boolean isClosing() {
      return demand == Demand.CLOSE && !over;
    }
  }

  Half half(Side side) {
    return side == Side.DOWNSTREAM ? downstream : upstream;
  }

  /** Whether all was received from both peers and all was sent to {@code side}. */
  boolean allWasSaidTo(Side side) {
    return downstream.inputEnded && upstream.inputEnded && half(side).wasTold();
  }

  /** Whether both peers ended in order. */
  boolean endedInOrder() {
    return downstream.orderly && upstream.orderly;
  }
}
