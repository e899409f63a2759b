package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the records that a failing sink lost, and says so: at once, then at most every ten
 * seconds, and when it works again. The count may be read by any thread.
 */
final class LossReport {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Ticker ticker;
  private final AtomicLong lost = new AtomicLong();
  private boolean failing;
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

  void failed(LogSink sink, IOException why, int records) {
    long total = lost.addAndGet(records);
    long now = ticker.nanos();
    if (!everTold || now - toldAt >= INTERVAL_NANOS) {
      LOG.warn(
          "connection log {} cannot be written: {}; {} records lost so far",
          sink,
          why.getMessage(),
          total);
      everTold = true;
      toldAt = now;
      failing = true;
    }
  }

  void succeeded(LogSink sink) {
    if (failing) {
      LOG.info("connection log {} is written again; {} records were lost", sink, lost());
      failing = false;
    }
  }
}
