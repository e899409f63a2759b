package dev.sallyport.bench;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Requests at a constant rate, whatever becomes of the earlier ones, by turns on all flows. Each is
 * timed from the moment at which it was to be sent: a stall is felt by all that it delayed. Event
 * loop.
 */
final class OpenLoop {
  private static final int DIGITS = 3;
  private static final long NANOS = 1_000_000_000;
  private static final long PATIENCE = 10;

  private final EventLoop loop;
  private final List<ClientFlow> flows;
  private final long gap;
  private final long wanted;
  private final Histogram micros = new Histogram(DIGITS);
  private final CompletableFuture<OpenLoop> done = new CompletableFuture<>();
  private long begin;
  private long sent;
  private long ended;
  private long failed;

  OpenLoop(EventLoop loop, List<ClientFlow> flows, int rate, int seconds) {
    this.loop = loop;
    this.flows = flows;
    this.gap = NANOS / rate;
    this.wanted = (long) rate * seconds;
  }

  /** Begins; is done with the last answer, or when the last has been waited for in vain. */
  CompletableFuture<OpenLoop> begin() {
    begin = System.nanoTime();
    send();
    return done;
  }

  private void send() {
    long now = System.nanoTime() - begin;
    while (sent < wanted && sent * gap <= now) {
      long due = sent * gap;
      ClientFlow flow = flows.get((int) (sent % flows.size()));
      sent++;
      flow.ask(well -> ended(well, due));
    }
    if (sent < wanted) {
      loop.schedule(this::send, sent * gap - now, TimeUnit.NANOSECONDS);
    } else {
      loop.schedule(() -> done.complete(this), PATIENCE, TimeUnit.SECONDS);
    }
  }

  private void ended(boolean well, long due) {
    if (well) {
      micros.recordValue((System.nanoTime() - begin - due) / 1000);
    } else {
      failed++;
    }
    if (++ended == wanted) {
      done.complete(this);
    }
  }

  /** The figures on one line: of requests, then of their time in microseconds. */
  String line() {
    return "asked %d failed %d p50 %d p99 %d max %d"
        .formatted(
            wanted,
            failed + wanted - ended,
            micros.getValueAtPercentile(50),
            micros.getValueAtPercentile(99),
            micros.getMaxValue());
  }
}
