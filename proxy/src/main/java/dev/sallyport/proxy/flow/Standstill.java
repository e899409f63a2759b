package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timeline;

/**
 * Who is waited for when nothing moves on a flow whose both sides are ready: the side that takes
 * nothing more of what is sent to it, or else the one whose last byte is older, or else the client.
 * Whether a request or an answer was complete is not known here.
 *
 * @param side whose turn it is
 * @param reason how that is known, for people
 */
record Standstill(Side side, String reason) {

  /** The place in time of a byte that need not come: the peer has said all. */
  static final long SAID_ALL = Long.MAX_VALUE;

  /**
   * What one connection was last seen to do.
   *
   * @param isOwed whether bytes for its peer are in our buffers or unacknowledged
   * @param lastIn when the last byte came, on the flow's clock, or {@link Timeline#ABSENT} or
   *     {@link #SAID_ALL}
   */
  record Seen(boolean isOwed, long lastIn) {}

  /** What is seen of a connection that is over, or that bytes cannot go to yet. */
  static final Seen NOTHING_WANTED = new Seen(false, SAID_ALL);

  /** Compares what was seen of both connections of a flow. */
  static Standstill of(Seen downstream, Seen upstream) {
    if (downstream.isOwed != upstream.isOwed) {
      return downstream.isOwed
          ? new Standstill(DOWNSTREAM, "the client takes nothing more")
          : new Standstill(UPSTREAM, "the backend takes nothing more");
    }
    boolean backend = upstream.lastIn < downstream.lastIn;
    Side older = backend ? UPSTREAM : DOWNSTREAM;
    if (downstream.isOwed) {
      return new Standstill(older, "neither side takes anything more");
    }
    if (downstream.lastIn == Timeline.ABSENT && upstream.lastIn == Timeline.ABSENT) {
      return new Standstill(older, "neither side has said anything");
    }
    boolean alone = Math.max(downstream.lastIn, upstream.lastIn) == SAID_ALL;
    return new Standstill(
        older,
        (backend ? "the backend" : "the client")
            + (alone ? " has not finished" : " has been silent for longer"));
  }
}
