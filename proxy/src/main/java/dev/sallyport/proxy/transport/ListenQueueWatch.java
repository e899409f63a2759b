package dev.sallyport.proxy.transport;

import dev.sallyport.config.ListenerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches, by a thread of its own, how many attempts to connect the kernel drops because a queue of
 * connections that wait to be accepted is full, and warns when there were some, at most once a
 * minute.
 *
 * <p>The kernel counts them for the whole network namespace. Where it does not tell them, nothing
 * happens.
 */
public final class ListenQueueWatch implements AutoCloseable {

  /** How many looks follow a warning before the next: a minute. */
  static final int QUIET_LOOKS = 30;

  private static final Logger LOG = LoggerFactory.getLogger(ListenQueueWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Path PROC = Path.of("/proc");

  private final List<ListenerConfig> listeners;
  private final Path counters;
  private final Path limit;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(ListenQueueWatch::daemon);
  private ListenDrops told = ListenDrops.NONE;
  private int quiet;

  /** A watch that has not begun. */
  public ListenQueueWatch(List<ListenerConfig> listeners) {
    this(listeners, PROC);
  }

  ListenQueueWatch(List<ListenerConfig> listeners, Path proc) {
    this.listeners = List.copyOf(listeners);
    this.counters = proc.resolve("net/netstat");
    this.limit = proc.resolve("sys/net/core/somaxconn");
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "listen-queues");
    thread.setDaemon(true);
    return thread;
  }

  /** Warns of each backlog that the kernel cuts, and begins to watch what is dropped from now. */
  public void start() {
    if (begin()) {
      thread.scheduleWithFixedDelay(
          this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Whether there is something to watch. */
  boolean begin() {
    try {
      int most = mostQueued();
      listeners.stream()
          .filter(listener -> listener.backlog() > most)
          .filter(listener -> listener.origins().keys().containsKey("backlog"))
          .forEach(listener -> warnCut(listener, most));
      told = ListenDrops.in(counters);
      return true;
    } catch (IOException untold) {
      LOG.debug("full listen queues are not watched: {}", untold.toString());
      return false;
    }
  }

  /** Looks once. */
  void look() {
    try {
      ListenDrops now = ListenDrops.in(counters);
      ListenDrops grown = now.since(told);
      quiet = Math.max(0, quiet - 1);
      if (grown.some() && quiet == 0) {
        warnDropped(grown, mostQueued());
        told = now;
        quiet = QUIET_LOOKS;
      }
    } catch (IOException untold) {
      LOG.debug("full listen queues cannot be looked at: {}", untold.toString());
    }
  }

  /** By one read of many bytes: the kernel gives a file in /proc/sys at offset 0 alone. */
  private int mostQueued() throws IOException {
    String text = String.join("", Files.readAllLines(limit));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IOException(limit + ": not a number: " + text, e);
    }
  }

  private static void warnCut(ListenerConfig listener, int most) {
    LOG.warn(
        "{}",
        listener
            .origins()
            .problem(
                "backlog",
                listener.backlog()
                    + " is more than net.core.somaxconn = "
                    + most
                    + ", to which the kernel cuts it"));
  }

  private void warnDropped(ListenDrops grown, int most) {
    ListenerConfig shortest =
        listeners.stream().min(Comparator.comparingInt(ListenerConfig::backlog)).orElseThrow();
    boolean cut = listeners.stream().anyMatch(listener -> listener.backlog() > most);
    LOG.warn(
        "{} attempt(s) to connect were dropped on this host (not only of this proxy), {} of them"
            + " because a listen queue was full, of whatever program: ss -ltn shows whose is full"
            + " now (Recv-Q above Send-Q); where it is ours, raise backlog (the least is"
            + " listeners.{}.backlog = {}) and net.core.somaxconn (now {}{}), and max-connections"
            + " where it is reached",
        grown.all(),
        grown.overflows(),
        shortest.name(),
        shortest.backlog(),
        most,
        cut ? ", to which the kernel cuts a larger backlog" : "");
  }

  /** Ends the looks. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
