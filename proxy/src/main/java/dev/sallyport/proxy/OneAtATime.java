package dev.sallyport.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A task that may hang, and is run one at a time however often it is asked for: what is asked for
 * meanwhile is done by one more run, after that. Safe for use by any thread.
 */
final class OneAtATime {
  private final Runnable task;
  private final Executor executor;
  private boolean running;
  private @Nullable CompletableFuture<Void> asked;

  /**
   * A task that has not been asked for.
   *
   * @param executor runs it on another thread; is given nothing else until nobody asks any more
   */
  OneAtATime(Runnable task, Executor executor) {
    this.task = task;
    this.executor = executor;
  }

  /**
   * Asks for a run that begins from now on.
   *
   * @return completes when it has ended
   */
  synchronized CompletableFuture<Void> ask() {
    CompletableFuture<Void> due = asked;
    if (due == null) {
      due = new CompletableFuture<>();
      if (!running) {
        executor.execute(this::run);
      }
      asked = due;
    }
    return due;
  }

  private void run() {
    for (CompletableFuture<Void> due = next(); due != null; due = next()) {
      try {
        task.run();
        due.complete(null);
      } catch (RuntimeException | Error e) {
        due.completeExceptionally(e);
      }
    }
  }

  /** What was asked for since the last run began; where that is nothing, the runs have ended. */
  private synchronized @Nullable CompletableFuture<Void> next() {
    CompletableFuture<Void> due = asked;
    asked = null;
    running = due != null;
    return due;
  }
}
