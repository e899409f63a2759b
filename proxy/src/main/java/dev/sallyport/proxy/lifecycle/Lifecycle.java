package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The machine of one flow: an event comes in, is looked up in the tables and stamped, and at most
 * one action goes out.
 *
 * <p>It never calls anybody; whoever reports an event performs the action. Once {@link
 * Action#REPORT} was given it is deaf. Confined to the flow's event loop.
 */
public final class Lifecycle {

  private Plan plan;
  private final Timeline timeline;
  private final BooleanSupplier anotherServer;
  private final Termination termination = new Termination();
  private final ConnectionState downstream;
  private ConnectionState upstream;

  private boolean dialling;
  private boolean relaying;
  private boolean aborted;
  private boolean reported;

  /**
   * A flow that is about to be accepted.
   *
   * @param anotherServer asked when a server was lost: whether there is one more to try
   */
  public Lifecycle(Plan plan, Timeline timeline, BooleanSupplier anotherServer) {
    this.plan = plan;
    this.timeline = timeline;
    this.anotherServer = anotherServer;
    this.downstream = new ConnectionState(plan.mode(DOWNSTREAM), plan.proxyHeader());
    this.upstream = new ConnectionState(plan.mode(UPSTREAM), false);
  }

  /** {@code event} happened on {@code side} now. */
  public @Nullable Action on(Side side, Event event) {
    return on(side, event, timeline.now(), null);
  }

  /** {@code event} happened on {@code side} now, for a known reason. */
  public @Nullable Action on(Side side, Event event, Cause cause) {
    return on(side, event, timeline.now(), cause);
  }

  /**
   * {@code event} happened on {@code side}.
   *
   * @param at nanoseconds since accept, by the timeline's clock
   * @param cause why, for an abortive event
   * @return what the flow must do, or null for nothing
   */
  public @Nullable Action on(Side side, Event event, long at, @Nullable Cause cause) {
    if (reported) {
      return null;
    }
    ConnectionState connection = connection(side);
    TcpState tcp = connection.tcp();
    TlsState tls = connection.tls();
    connection.apply(event);
    timeline.stamp(side, event, at, cause);
    JointRule rule = JointRule.first(this, side, event);
    Action action = rule == null ? null : rule.action();
    termination.observe(this, new Termination.Observed(side, event, at, cause, tcp, tls), action);
    if (action != null) {
      remember(action);
    }
    return action;
  }

  /**
   * The kernel's word for something that happened to {@code side}, once the flow is over: its stamp
   * stands in place of the one taken at the socket. What was done is not judged anew.
   *
   * @param at nanoseconds since accept; before it for what the kernel did before the accept
   * @param details what the kernel says beside it, by name
   */
  public void testify(Side side, Event event, long at, Map<String, Object> details) {
    if (!reported) {
      throw new IllegalStateException("not over yet");
    }
    timeline.testify(side, event, at, details);
    termination.testify(this, side, event, at);
  }

  /**
   * What was given to the kernel to be sent never left, since an RST went in its place; once the
   * flow is over. What was done is not judged anew.
   */
  public void retract(Side side, Event event) {
    if (!reported) {
      throw new IllegalStateException("not over yet");
    }
    timeline.retract(side, event);
  }

  /** The flow was routed to a backend that wants TLS, or wants none; before it is first dialled. */
  public void route(boolean upstreamTls) {
    if (!upstream.isUnused()) {
      throw new IllegalStateException("already dialled");
    }
    plan = plan.withUpstreamTls(upstreamTls);
    upstream = new ConnectionState(plan.mode(UPSTREAM), false);
  }

  private void remember(Action action) {
    switch (action) {
      case DIAL -> {
        upstream = new ConnectionState(plan.mode(UPSTREAM), false);
        timeline.restart(UPSTREAM);
        dialling = true;
      }
      case RELAY -> relaying = true;
      case ABORT -> aborted = true;
      case REPORT -> reported = true;
      default -> {}
    }
  }

  /** Where {@code side} stands. */
  public ConnectionState connection(Side side) {
    return side == DOWNSTREAM ? downstream : upstream;
  }

  /** Whether bytes are handed from side to side. */
  public boolean isRelaying() {
    return relaying;
  }

  /** Whether the flow was told to end both sides at once. */
  public boolean isAborted() {
    return aborted;
  }

  /** Whether a dial was asked for, now or earlier. */
  public boolean isDialling() {
    return dialling;
  }

  /** Whether the record was asked for: nothing that happens now changes anything. */
  public boolean isReported() {
    return reported;
  }

  /** Who ended the flow, how, and in which state. */
  public Termination termination() {
    return termination;
  }

  /** The time limit that {@code side} stands under now. */
  public Timer timer(Side side) {
    ConnectionState connection = connection(side);
    ConnectionState other = connection(side.other());
    if (connection.isOver()) {
      return Timer.NONE;
    }
    if (aborted) {
      return connection.isUnused() ? Timer.NONE : Timer.CLOSE;
    }
    if (relaying) {
      return relayTimer(side, connection, other);
    }
    if (side == UPSTREAM && dialling && connection.tcp().compareTo(TcpState.SYN_SENT) <= 0) {
      return Timer.CONNECT;
    }
    if (connection.isUnused() || connection.isReady() || awaitsOther(side)) {
      return Timer.NONE;
    }
    return Timer.HANDSHAKE;
  }

  /** Whether the upstream's handshake waits for what the downstream's will negotiate. */
  private boolean awaitsOther(Side side) {
    return side == UPSTREAM && upstream.tls() == TlsState.AWAITING_HELLO && !downstream.isReady();
  }

  private static Timer relayTimer(Side side, ConnectionState connection, ConnectionState other) {
    if (other.inputEnded() || other.isOver()) {
      if (!connection.outputEnded()) {
        return Timer.HALF_CLOSE;
      }
      return connection.inputEnded() ? Timer.CLOSE : Timer.HALF_CLOSE;
    }
    return connection.inputEnded() || side == UPSTREAM ? Timer.NONE : Timer.IDLE;
  }

  /** Whether another server may be dialled in place of the one that was lost. */
  boolean anotherServerRemains() {
    return anotherServer.getAsBoolean();
  }

  /** Whether everything was received from both peers and everything was sent to {@code side}. */
  boolean isFinished(Side side) {
    return isSaid(side) && connection(side).outputEnded();
  }

  /** Whether everything was received from both peers and {@code side} lacks at most our FIN. */
  boolean isSaid(Side side) {
    return downstream.inputEnded() && upstream.inputEnded() && connection(side).saidAll();
  }

  /** Whether the downstream has come as far as the plan asks for before the upstream is dialled. */
  boolean reachedDial() {
    if (!downstream.isOpen()) {
      return false;
    }
    return switch (plan.dialOn()) {
      case ACCEPTED -> true;
      case HELLO -> downstream.tls() != TlsState.AWAITING_HELLO;
      case HANDSHAKE -> downstream.isReady();
    };
  }

  /** Whether the downstream's TLS has still to come up; false where there is none. */
  boolean awaitsDownstreamTls() {
    return plan.downstream() != Plan.TlsMode.NONE && !downstream.isReady();
  }
}
