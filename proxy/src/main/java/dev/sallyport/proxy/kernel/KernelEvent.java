package dev.sallyport.proxy.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel did with one connection.
 *
 * @param nanos when, on the monotonic clock, to the microsecond
 * @param kind what
 * @param from the state before; null unless {@link Kind#STATE}
 * @param to the state after; null unless {@link Kind#STATE}
 * @param reason the kernel's word for why an RST was sent, {@code TCP_ABORT_ON_CLOSE}; otherwise
 *     null
 */
public record KernelEvent(
    long nanos,
    Kind kind,
    @Nullable KernelState from,
    @Nullable KernelState to,
    @Nullable String reason) {

  /** What can be told of. */
  public enum Kind {
    /** The socket passed from one state to another. */
    STATE,
    /** An RST of the peer was taken. */
    RST_RECEIVED,
    /** An RST was sent. */
    RST_SENT,
    /** The peer, which is on this host too, sent an RST: said for its reason. */
    PEER_RST_SENT,
    /** A segment was sent again. */
    RETRANSMIT
  }

  /** Whether the connection came to be by it, and will be accepted. */
  boolean accepts() {
    return from == KernelState.SYN_RECV && to == KernelState.ESTABLISHED;
  }

  /** Whether the connection came to be by it: what was told before concerns another. */
  boolean opens() {
    return accepts() || (from == KernelState.SYN_SENT && to == KernelState.ESTABLISHED);
  }
}
