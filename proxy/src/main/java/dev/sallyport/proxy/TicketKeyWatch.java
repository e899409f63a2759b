package dev.sallyport.proxy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at the files of ticket keys every minute, on a thread of its own if there are any. */
final class TicketKeyWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final List<TicketKeyFile> files;
  private final ScheduledExecutorService thread;

  TicketKeyWatch(Collection<TicketKeyFile> files) {
    this.files = List.copyOf(files);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "ticket-keys");
              daemon.setDaemon(true);
              return daemon;
            });
    if (!files.isEmpty()) {
      long seconds = INTERVAL.toSeconds();
      var unused = thread.scheduleWithFixedDelay(this::look, seconds, seconds, TimeUnit.SECONDS);
    }
  }

  /** Has them looked at now. */
  void refresh() {
    if (!files.isEmpty()) {
      thread.execute(this::look);
    }
  }

  private void look() {
    files.forEach(TicketKeyFile::refresh);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
