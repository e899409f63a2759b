package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the records that a failing sink lost, and has it said: at once, then at most every ten
 * seconds, and when it works again. Every loss is said in the end. The count may be read by any
 * thread; the rest is the writer's.
 */
final class LossReport {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Ticker ticker;
  private final AtomicLong lost = new AtomicLong();
  private boolean failing;
  private boolean untold;
  private boolean everTold;
  private long toldAt;

  LossReport(Ticker ticker) {
    this.ticker = ticker;
  }

  long lost() {
    return lost.get();
  }

  /** Counts records whose loss is said by others. */
  void add(long records) {
    lost.addAndGet(records);
  }

  /** Counts what a failure of the sink lost; returns what is to be said now, if anything. */
  @Nullable String failed(LogSink sink, IOException why, int records) {
    long total = lost.addAndGet(records);
    failing = true;
    untold = !isDue();
    return untold
        ? null
        : tell(
            "connection log %s cannot be written: %s; records lost so far: %d"
                .formatted(sink, why.getMessage(), total));
  }

  /** Notes that the sink works; returns what is to be said now, if anything. */
  @Nullable String succeeded(LogSink sink) {
    if (!failing || (untold && !isDue())) {
      return null;
    }
    failing = false;
    untold = false;
    return tell(
        "connection log %s is written again; records lost so far: %d".formatted(sink, lost()));
  }

  /** Ends the report; returns what is yet to be said, if anything. */
  @Nullable String ended(LogSink sink) {
    return untold ? "connection log %s: records lost so far: %d".formatted(sink, lost()) : null;
  }

  private String tell(String message) {
    everTold = true;
    toldAt = ticker.nanos();
    return message;
  }

  private boolean isDue() {
    return !everTold || ticker.nanos() - toldAt >= INTERVAL_NANOS;
  }
}
