package dev.sallyport.bench;

import java.util.concurrent.CompletableFuture;

/**
 * Connects again and again, some connections at a time, with one request on each, so that sessions
 * are resumed. Event loop.
 */
final class Resuming {
  private static final int AT_A_TIME = 32;
  private static final long NANOS = 1_000_000_000;

  private final Connector connector;
  private final long begin = System.nanoTime();
  private final long deadline;
  private final long resumedBefore;
  private final CompletableFuture<String> done = new CompletableFuture<>();
  private int running;
  private long answered;
  private long failed;

  Resuming(Connector connector, int seconds) {
    this.connector = connector;
    this.deadline = begin + seconds * NANOS;
    this.resumedBefore = connector.resumed();
  }

  /** Begins, and says at the end on one line how much was done. */
  CompletableFuture<String> begin() {
    running = AT_A_TIME;
    for (int i = 0; i < AT_A_TIME; i++) {
      new Turn().flow.open();
    }
    return done;
  }

  private void ended(boolean well) {
    if (well) {
      answered++;
    } else {
      failed++;
    }
    if (System.nanoTime() < deadline) {
      new Turn().flow.open();
    } else if (--running == 0) {
      done.complete(line());
    }
  }

  private String line() {
    return "requests %d bytes 0 micros %d failed %d resumed %d"
        .formatted(
            answered,
            (System.nanoTime() - begin) / 1000,
            failed,
            connector.resumed() - resumedBefore);
  }

  /** One connection with its one request. */
  private final class Turn {
    private final ClientFlow flow = new ClientFlow(connector, this::over);

    private void over(boolean well) {
      flow.close();
      ended(well);
    }
  }
}
