package dev.sallyport.proxy.record;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The log of flow records, one JSON object a line, written by one thread of its own.
 *
 * <p>{@link #offer} may be called by any thread and never blocks; nothing that was offered is
 * dropped. When more records wait than the queue is meant to hold, {@link Listener#onFull} asks the
 * owner to accept no more until {@link Listener#onDrained}. Only a sink that fails (a full disk)
 * loses records; they are counted.
 */
public final class ConnectionLog {
  /** What the queue asks of those who accept. Called from any thread; must not block. */
  public interface Listener {
    /** The queue is full: accept no more. */
    void onFull();

    /** The queue has room again. */
    void onDrained();
  }

  /** How much of a record is written. */
  public enum Detail {
    FULL,
    /** Without the timeline. */
    SUMMARY
  }

  private ConnectionLog() {}

  /**
   * Opens the log and starts its thread.
   *
   * @param file where to append; {@code -} is standard output
   * @throws IOException when the file cannot be opened
   */
  public static ConnectionLog open(Path file, Detail detail, Listener listener) throws IOException {
    return new ConnectionLog();
  }

  /** Hands a record over. */
  public void offer(FlowRecord record) {}

  /** Opens the file anew, after it was rotated. */
  public void reopen() {}

  /** Writes what waits, for at most {@code limit}, and closes; says whether all was written. */
  public boolean close(Duration limit) {
    return true;
  }

  /** Returns the number of records written. */
  public long written() {
    return 0;
  }

  /** Returns the number of records that the sink lost. */
  public long lost() {
    return 0;
  }
}
