package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of flow records, one JSON object a line, written by one thread of its own.
 *
 * <p>{@link #offer} may be called by any thread and never waits for the sink; nothing that was
 * offered is dropped. When {@value #CAPACITY} records wait, {@link Listener#onFull} asks the owner
 * to accept no more until {@link Listener#onDrained}: what then still comes is bounded by the flows
 * that run. Only a sink that fails (a full disk) loses records; they are counted and said, and the
 * next ones are tried again.
 */
public final class ConnectionLog {
  /** What the queue asks of those who accept. Must not block. */
  public interface Listener {
    /** The queue is full: accept no more. Called by a thread that offers. */
    void onFull();

    /** The queue has room again. Called by any thread, never before the call it answers. */
    void onDrained();
  }

  /** How much of a record is written. */
  public enum Detail {
    FULL,
    /** Without the timeline. */
    SUMMARY
  }

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);
  private static final int CAPACITY = 4_096;

  /** A reader of the log does not miss them, and some thousand flows a second share one write. */
  private static final long GATHERING_NANOS = 10_000_000;

  /**
   * After how many moments without a record this thread sleeps until it is woken, for which a flow
   * pays: to wake a processor that sleeps takes as long as a tenth of a handshake.
   */
  private static final int EMPTY_MOMENTS = 20;

  private final LogSink sink;
  private final Detail detail;
  private final Pressure pressure;
  private final LossReport losses = new LossReport(Ticker.SYSTEM);
  private final Queue<FlowRecord> queue = new ConcurrentLinkedQueue<>();
  private final Thread writer = new Thread(this::run, "connection-log");
  private volatile boolean idle;
  private volatile boolean reopening;
  private volatile boolean closing;

  /** The moments that went by since the last record. */
  private int emptyMoments = EMPTY_MOMENTS;

  private ConnectionLog(LogSink sink, Detail detail, Pressure pressure) {
    this.sink = sink;
    this.detail = detail;
    this.pressure = pressure;
    writer.setDaemon(true);
  }

  /**
   * Opens the log and starts its thread.
   *
   * @param file where to append, made with mode 0640; null: standard output
   * @throws IOException when it cannot be opened; says why
   */
  public static ConnectionLog open(@Nullable Path file, Detail detail, Listener listener)
      throws IOException {
    return open(file, detail, listener, CAPACITY);
  }

  static ConnectionLog open(@Nullable Path file, Detail detail, Listener listener, int capacity)
      throws IOException {
    ConnectionLog log =
        new ConnectionLog(LogSink.open(file), detail, new Pressure(listener, capacity));
    log.writer.start();
    return log;
  }

  /** Hands a record over. After {@link #close} it is lost, and counted. */
  public void offer(FlowRecord record) {
    if (closing) {
      losses.add(1);
      return;
    }
    queue.add(record);
    pressure.added();
    wake();
  }

  /** Has the file opened anew, after it was rotated: soon, by the log's own thread. */
  public void reopen() {
    reopening = true;
    wake();
  }

  /**
   * Writes what waits and closes.
   *
   * @param limit how long to wait for that
   * @return whether nothing waits any more: all that was offered has been written, or is lost
   */
  public boolean close(Duration limit) {
    closing = true;
    wake();
    try {
      writer.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int left = pressure.waiting();
    if (left > 0) {
      LOG.warn("connection log {}: records not written in time: {}", sink, left);
    }
    return left == 0;
  }

  /** Returns the number of records that were lost: by the sink, or offered too late. */
  public long lost() {
    return losses.lost();
  }

  private void wake() {
    if (idle) {
      LockSupport.unpark(writer);
    }
  }

  private void run() {
    LogBatch batch = new LogBatch();
    boolean more = true;
    while (more) {
      try {
        more = turn(batch);
      } catch (RuntimeException | Error e) {
        // Whoever offers waits for this thread: it must not end before it is told to.
        LOG.error("connection log {} failed; records lost by it: {}", sink, batch.lines(), e);
        losses.add(batch.lines());
        settle(batch);
      }
    }
    closeSink();
  }

  /** Says whether there is, or may come, more. */
  private boolean turn(LogBatch batch) {
    if (reopening) {
      reopening = false;
      reopenSink();
    }
    boolean ending = closing; // read before the queue: what was offered until then is in it
    FlowRecord record = queue.poll();
    if (record != null) {
      emptyMoments = 0;
      encode(record, batch);
    }
    if (batch.isFull() || (record == null && !batch.isEmpty())) {
      flush(batch);
    } else if (record == null && ending) {
      return false;
    } else if (record == null) {
      await();
    }
    return true;
  }

  /**
   * Sleeps for a moment, in which nobody has to wake this thread and one write gathers what comes;
   * where none came for long, until there is something to do, and for that moment. May wake for
   * nothing.
   */
  private void await() {
    if (emptyMoments < EMPTY_MOMENTS) {
      emptyMoments++;
    } else {
      idle = true;
      if (queue.isEmpty() && !reopening && !closing) {
        LockSupport.park(this);
      }
      idle = false;
    }
    if (!reopening && !closing) {
      LockSupport.parkNanos(this, GATHERING_NANOS);
    }
  }

  private void encode(FlowRecord record, LogBatch batch) {
    try {
      batch.add(detail == Detail.FULL ? record : record.summary());
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the record of flow {} cannot be written", record.flow(), e);
      losses.add(1);
      pressure.removed(1);
    }
  }

  private void flush(LogBatch batch) {
    try {
      sink.write(batch);
      say(losses.succeeded(sink));
    } catch (IOException e) {
      say(losses.failed(sink, e, batch.lines() - batch.linesSent()));
    }
    settle(batch);
  }

  /** What is in the batch waits no more, be it written or lost. */
  private void settle(LogBatch batch) {
    int lines = batch.lines();
    batch.clear();
    pressure.removed(lines);
  }

  private static void say(@Nullable String losses) {
    if (losses != null) {
      LOG.warn(losses);
    }
  }

  private void reopenSink() {
    try {
      sink.reopen().ifPresent(this::closeOld);
      LOG.info("connection log {} reopened", sink);
    } catch (IOException e) {
      LOG.warn("connection log not reopened, the old file stays in use: {}", e.getMessage());
    }
  }

  private void closeOld(Closeable old) {
    try {
      old.close();
    } catch (IOException e) {
      LOG.warn("the old file of connection log {} cannot be closed: {}", sink, e.getMessage());
    }
  }

  private void closeSink() {
    say(losses.ended(sink));
    try {
      sink.close();
    } catch (IOException e) {
      LOG.warn("connection log {} cannot be closed: {}", sink, e.getMessage());
    }
  }

  /**
   * The number of records that wait, and who is told when they are too many: at capacity, and again
   * when three quarters of them are gone.
   */
  private static final class Pressure {
    private final Listener listener;
    private final int capacity;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean full;

    Pressure(Listener listener, int capacity) {
      this.listener = listener;
      this.capacity = capacity;
    }

    int waiting() {
      return waiting.get();
    }

    void added() {
      if (waiting.incrementAndGet() >= capacity && !full) {
        review();
      }
    }

    void removed(int records) {
      if (waiting.addAndGet(-records) <= capacity / 4 && full) {
        review();
      }
    }

    /**
     * Tells of a change. The lock keeps the calls in the order of the changes; the second look is
     * for records that went away between the first and {@code full}.
     */
    private synchronized void review() {
      if (!full && waiting.get() >= capacity) {
        full = true;
        tell(listener::onFull);
      }
      if (full && waiting.get() <= capacity / 4) {
        full = false;
        tell(listener::onDrained);
      }
    }

    private static void tell(Runnable call) {
      try {
        call.run();
      } catch (RuntimeException e) {
        LOG.error("a listener of the connection log failed", e);
      }
    }
  }
}
