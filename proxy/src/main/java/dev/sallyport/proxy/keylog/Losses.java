package dev.sallyport.proxy.keylog;

import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the secrets that a key log lost and has it said: at once, then at most every ten seconds,
 * and in the end. Any thread may count; the rest is the writer's.
 */
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLogFile.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String log;
  private final AtomicLong lost = new AtomicLong();
  private String why = "there was more to write than could be";
  private long told;
  private long toldAt;

  Losses(String log) {
    this.log = log;
  }

  void add(long secrets) {
    lost.addAndGet(secrets);
  }

  /** Names what they are lost by. */
  void because(IOException failure) {
    why = String.valueOf(failure.getMessage());
  }

  /** Says what was not said, if it is time. */
  void tell() {
    if (told == 0 || Ticker.SYSTEM.nanos() - toldAt >= INTERVAL_NANOS) {
      tellAll();
    }
  }

  /** Says what was not said. */
  void tellAll() {
    long total = lost.get();
    if (total > told) {
      told = total;
      toldAt = Ticker.SYSTEM.nanos();
      LOG.warn("key log {}: {}; secrets lost so far: {}", log, why, total);
    }
  }
}
