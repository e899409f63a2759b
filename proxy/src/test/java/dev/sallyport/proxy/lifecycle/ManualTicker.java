package dev.sallyport.proxy.lifecycle;

import java.time.Duration;

/**
 * A clock that stands still until it is told otherwise. It does not begin at zero, as none does.
 */
final class ManualTicker implements Ticker {

  private long nanos = -7_000_000_000L;

  void advance(Duration duration) {
    nanos += duration.toNanos();
  }

  @Override
  public long nanos() {
    return nanos;
  }
}
