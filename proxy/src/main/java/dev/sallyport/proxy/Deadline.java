package dev.sallyport.proxy;

import dev.sallyport.proxy.lifecycle.Ticker;
import java.time.Duration;

/**
 * A moment by which several steps have to be done together, each in what the ones before it left.
 * Immutable and thread-safe.
 *
 * @param at on the ticker's clock, in nanoseconds
 */
record Deadline(Ticker ticker, long at) {

  /** The moment that is {@code limit} away. */
  static Deadline in(Duration limit, Ticker ticker) {
    return new Deadline(ticker, ticker.nanos() + limit.toNanos());
  }

  /** What is left until then; zero when it has passed. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, at - ticker.nanos()));
  }

  /** The moment that is earlier by what later steps need. */
  Deadline before(Duration reserve) {
    return new Deadline(ticker, at - reserve.toNanos());
  }
}
