package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import org.jspecify.annotations.Nullable;

/**
 * Who ended a flow, how, and in which state; folded from the events, final once the flow is over.
 *
 * <p>The first cause wins: what follows from it (the RST that answers an abort) changes nothing.
 */
public final class Termination {

  /** Who made the first end. */
  public enum Closer {
    DOWNSTREAM,
    UPSTREAM,
    PROXY
  }

  /** By what the first end was made. */
  public enum Means {
    CLOSE_NOTIFY,
    FIN,
    RST,
    TIMEOUT,
    DRAIN,
    ERROR
  }

  /** The first end: who, how, and when in nanoseconds since accept. */
  public record FirstEnd(Closer closer, Means means, long at) {}

  /**
   * What made the flow fail.
   *
   * @param state of the side's TLS while that was handshaking, of its TCP otherwise
   */
  public record Failure(Outcome outcome, Side side, String state, Cause cause) {}

  /** An event as the machine saw it, with the states <em>before</em> it. */
  record Observed(
      Side side, Event event, long at, @Nullable Cause cause, TcpState tcp, TlsState tls) {

    boolean isHandshaking() {
      return tls.isHandshaking() && tcp != TcpState.NONE && tcp != TcpState.SYN_SENT;
    }
  }

  private @Nullable FirstEnd firstEnd;
  private @Nullable Failure failure;

  /** The first end of all, or null while there is none. */
  public @Nullable FirstEnd firstEnd() {
    return firstEnd;
  }

  /** What made the flow fail, or null while nothing did. */
  public @Nullable Failure failure() {
    return failure;
  }

  /**
   * The flow's outcome in one word; an {@link Outcome#EMPTY} one has no failure to tell of, though
   * {@link #failure()} may hold that the client left before its handshake.
   *
   * @param silent whether the client sent no byte
   */
  public Outcome outcome(boolean silent) {
    if (silent && clientLeftInOrder()) {
      return Outcome.EMPTY;
    }
    return failure == null ? Outcome.OK : failure.outcome();
  }

  private boolean clientLeftInOrder() {
    boolean first =
        firstEnd != null
            && firstEnd.closer == Closer.DOWNSTREAM
            && (firstEnd.means == Means.FIN || firstEnd.means == Means.CLOSE_NOTIFY);
    boolean early =
        failure != null
            && failure.side == DOWNSTREAM
            && failure.cause.type() == ErrorType.PEER_CLOSED;
    return first && (failure == null || early);
  }

  void observe(Lifecycle flow, Observed seen, @Nullable Action action) {
    boolean fatal = action == Action.ABORT || (seen.event == Event.TRUNCATED && !flow.isAborted());
    if (fatal && failure == null && !isLateDrain(flow, seen.event)) {
      failure =
          new Failure(outcome(flow, seen), seen.side, state(seen), cause(seen.event, seen.cause));
    }
    if (firstEnd == null && (fatal || isOrderlyEnd(flow, seen))) {
      firstEnd = new FirstEnd(closer(seen), means(seen), seen.at);
    }
  }

  /**
   * The kernel's stamp of an event: where the first end is that event, or a FIN of the other side
   * that in truth came later, the end is this one.
   */
  void testify(Lifecycle flow, Side side, Event event, long at) {
    FirstEnd end = firstEnd;
    if (end == null) {
      return;
    }
    boolean same = event.isFin() ? end.means == Means.FIN : isReset(event, end.means);
    boolean earlier =
        event.isFin()
            && end.closer == peer(side.other())
            && at < end.at
            && flow.connection(side).finEndsInput();
    if (same && (end.closer == peer(side) || earlier)) {
      firstEnd = new FirstEnd(peer(side), end.means, at);
    }
  }

  private static boolean isReset(Event event, Means means) {
    return event == Event.RST_RECEIVED && means == Means.RST;
  }

  /** A drain that only cuts short the wait for the last FIN makes nothing fail. */
  private static boolean isLateDrain(Lifecycle flow, Event event) {
    return event == Event.DRAINED && flow.isFinished(DOWNSTREAM) && flow.isFinished(UPSTREAM);
  }

  private static boolean isOrderlyEnd(Lifecycle flow, Observed seen) {
    return seen.event == Event.CLOSE_NOTIFY_RECEIVED
        || (seen.event.isFin() && flow.connection(seen.side).finEndsInput());
  }

  private static Outcome outcome(Lifecycle flow, Observed seen) {
    if (seen.event == Event.REFUSED) {
      return Outcome.REFUSED;
    }
    if (seen.side == UPSTREAM) {
      if (seen.tcp == TcpState.NONE || seen.tcp == TcpState.SYN_SENT) {
        return Outcome.UPSTREAM_CONNECT_FAILED;
      }
      if (seen.isHandshaking()) {
        return Outcome.UPSTREAM_TLS_FAILED;
      }
    }
    if (flow.awaitsDownstreamTls()) {
      return Outcome.DOWNSTREAM_TLS_FAILED;
    }
    return switch (seen.event) {
      case RST_RECEIVED -> Outcome.RESET;
      case TRUNCATED -> Outcome.TRUNCATED;
      case TIMED_OUT -> Outcome.TIMED_OUT;
      case DRAINED -> Outcome.DRAINED;
      default -> Outcome.ERROR;
    };
  }

  private static String state(Observed seen) {
    return seen.isHandshaking() ? seen.tls.name() : seen.tcp.name();
  }

  private static Cause cause(Event event, @Nullable Cause given) {
    if (given != null) {
      return given;
    }
    return switch (event) {
      case FIN_RECEIVED, FIN_CROSSED ->
          new Cause(ErrorType.PEER_CLOSED, "the peer left before it was ready");
      case RST_RECEIVED -> new Cause(ErrorType.PEER_RESET, "the peer sent RST");
      case TRUNCATED -> new Cause(ErrorType.TRUNCATED, "the peer sent FIN without close_notify");
      case TIMED_OUT -> new Cause(ErrorType.TIMEOUT, "a time limit ran out");
      case DRAINED -> new Cause(ErrorType.DRAINED, "the drain's time was used up");
      case REFUSED -> new Cause(ErrorType.LIMIT, "a limit was reached");
      case LOST -> new Cause(ErrorType.CONNECTION_LOST, "the connection was lost");
      default -> new Cause(ErrorType.INTERNAL, "no reason was given");
    };
  }

  private static Closer closer(Observed seen) {
    return switch (seen.event) {
      case CLOSE_NOTIFY_RECEIVED, FIN_RECEIVED, FIN_CROSSED, RST_RECEIVED, TRUNCATED, LOST ->
          peer(seen.side);
      case HANDSHAKE_FAILED, TLS_FAILED, DIAL_FAILED ->
          seen.cause != null && seen.cause.type().isPeers() ? peer(seen.side) : Closer.PROXY;
      default -> Closer.PROXY;
    };
  }

  private static Closer peer(Side side) {
    return side == DOWNSTREAM ? Closer.DOWNSTREAM : Closer.UPSTREAM;
  }

  private static Means means(Observed seen) {
    return switch (seen.event) {
      case CLOSE_NOTIFY_RECEIVED -> Means.CLOSE_NOTIFY;
      case FIN_RECEIVED, FIN_CROSSED, TRUNCATED -> Means.FIN;
      case RST_RECEIVED -> Means.RST;
      case TIMED_OUT -> Means.TIMEOUT;
      case DRAINED -> Means.DRAIN;
      default -> meansOf(seen.cause);
    };
  }

  /** A handshake or dial that failed since something ended it was ended by that. */
  private static Means meansOf(@Nullable Cause cause) {
    if (cause == null) {
      return Means.ERROR;
    }
    return switch (cause.type()) {
      case PEER_CLOSED -> Means.FIN;
      case PEER_RESET -> Means.RST;
      case TIMEOUT -> Means.TIMEOUT;
      default -> Means.ERROR;
    };
  }
}
