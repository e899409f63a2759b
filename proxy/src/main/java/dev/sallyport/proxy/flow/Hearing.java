package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.kernel.KernelWitness;
import dev.sallyport.proxy.kernel.SocketPair;
import dev.sallyport.proxy.kernel.Testimony;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Lifecycle;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timeline;
import io.netty.util.concurrent.Future;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's witness tells of both connections of a flow, and the wait for its last words.
 *
 * <p>The kernel goes on after a descriptor is closed: the ACK of our FIN takes a round trip. A flow
 * that is over waits for it, but not longer than {@link #PATIENCE_MILLIS}, or {@link #HURRY_MILLIS}
 * once the proxy is in a hurry. Confined to the flow's event loop.
 */
final class Hearing {

  static final long PATIENCE_MILLIS = 1_000;
  static final long HURRY_MILLIS = 50;

  private final Flow flow;
  private final KernelWitness witness;
  private final long lostBefore;
  private final Map<Side, Heard> heard = new EnumMap<>(Side.class);
  private @Nullable Runnable then;
  private @Nullable Future<?> patience;
  private boolean hurried;

  /** One connection that is followed. */
  private record Heard(Testimony testimony, KernelWitness.Handle handle) {}

  /** Null where there is no witness, or none any more. */
  static @Nullable Hearing of(Flow flow, @Nullable KernelWitness witness) {
    return witness == null || witness.hasEnded() ? null : new Hearing(flow, witness);
  }

  private Hearing(Flow flow, KernelWitness witness) {
    this.flow = flow;
    this.witness = witness;
    this.lostBefore = witness.lost();
  }

  /** Follows a connection that is established, in place of the one before it on its side. */
  void follow(Connection connection) {
    if (connection.local() == null || connection.remote() == null) {
      return;
    }
    forget(connection.side());
    Testimony testimony = new Testimony();
    KernelWitness.Handle handle =
        witness.follow(
            new SocketPair(connection.local(), connection.remote()),
            begun(connection.side()),
            connection.channel().eventLoop(),
            event -> {
              testimony.hear(event);
              finishIfTold();
            });
    heard.put(connection.side(), new Heard(testimony, handle));
  }

  /** A client is connected before it is accepted, nobody knows since when. */
  private long begun(Side side) {
    Timeline timeline = flow.timeline();
    return side == Side.DOWNSTREAM
        ? Long.MIN_VALUE
        : timeline.nanos(timeline.first(side, Event.DIALLED));
  }

  /** Nothing is to be heard of the connection of {@code side} any more. */
  void forget(Side side) {
    Heard ended = heard.remove(side);
    if (ended != null) {
      ended.handle.close();
    }
  }

  /** Runs {@code next} when the kernel has told all, or at the end of the patience. */
  void await(Runnable next) {
    then = next;
    long limit = hurried ? HURRY_MILLIS : PATIENCE_MILLIS;
    patience = flow.loop().schedule(this::finish, limit, TimeUnit.MILLISECONDS);
    finishIfTold();
  }

  /** The proxy wants to end: what was heard by now, and shortly, has to do. */
  void hurry() {
    hurried = true;
    if (then != null) {
      flow.loop().schedule(this::finish, HURRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void finishIfTold() {
    if (then != null && (hasLost() || (isTold(Side.DOWNSTREAM) && isTold(Side.UPSTREAM)))) {
      finish();
    }
  }

  private boolean isTold(Side side) {
    Heard one = heard.get(side);
    return one == null || one.testimony.isComplete(flow.timeline().has(side, Event.RST_SENT));
  }

  private void finish() {
    Runnable next = then;
    if (next == null) {
      return;
    }
    then = null;
    if (patience != null) {
      patience.cancel(false);
    }
    heard.values().forEach(one -> one.handle.close());
    next.run();
  }

  /**
   * Puts the kernel's stamps in place of ours, unless some of what it had to tell was lost: a state
   * can be misread where the one before it is missing.
   */
  void testify(Lifecycle lifecycle, Timeline timeline) {
    if (!isWhole()) {
      return;
    }
    heard.forEach(
        (side, one) -> {
          Testimony testimony = one.testimony.inOrder();
          String reason = testimony.rstReason();
          for (Testimony.Statement said : testimony.statements()) {
            lifecycle.testify(
                side, said.event(), timeline.at(said.nanos()), details(said.event(), reason));
          }
          for (long nanos : testimony.retransmits()) {
            timeline.note(
                new Timeline.Entry(
                    timeline.at(nanos), side, "tcp.retransmit", Direction.OUT, true, Map.of()));
          }
        });
  }

  private static Map<String, Object> details(Event event, @Nullable String reason) {
    boolean reset = event == Event.RST_RECEIVED || event == Event.RST_SENT;
    return reset && reason != null ? Map.of("reason", reason) : Map.of();
  }

  /** Whether the kernel has told everything: what it could not keep might have been ours. */
  boolean isWhole() {
    return !hasLost()
        && heard.values().stream().noneMatch(one -> one.testimony.inOrder().isBroken());
  }

  private boolean hasLost() {
    return witness.hasEnded() || witness.lost() != lostBefore;
  }

  /** What was heard of the connection of {@code side}; null for nothing. */
  @Nullable Testimony of(Side side) {
    Heard one = heard.get(side);
    return one == null ? null : one.testimony.inOrder();
  }
}
