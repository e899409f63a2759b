package dev.sallyport.proxy.wire;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that wants to run every other millisecond and takes down how late it does: no time that
 * another thread stamps can be expected to be better.
 */
final class Yardstick implements AutoCloseable {

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MOST = 1 << 16;
  private static final int TURNS = 20;

  private final long[] late = new long[MOST];
  private final Thread thread = new Thread(this::measure, "yardstick");
  private int count;
  private volatile boolean closed;

  private Yardstick() {
    thread.setDaemon(true);
  }

  static Yardstick begin() {
    Yardstick yardstick = new Yardstick();
    yardstick.thread.start();
    return yardstick;
  }

  private void measure() {
    while (!closed) {
      long due = System.nanoTime() + PERIOD;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      take(System.nanoTime() - due);
    }
  }

  private synchronized void take(long nanos) {
    if (count < MOST) {
      late[count++] = nanos;
    }
  }

  /** Nanoseconds that 95 of 100 stay below. */
  synchronized long usual() {
    long[] sorted = Arrays.copyOf(late, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[(count * 95 + 99) / 100 - 1];
  }

  /** Nanoseconds that none was later than. */
  synchronized long worst() {
    return Arrays.stream(late, 0, count).max().orElse(0);
  }

  /**
   * What an event loop may have to wait until it comes to stamp something: it is woken, others come
   * first, their handshakes are computed; each time as long as threads usually wait here.
   */
  long turns() {
    return TURNS * usual();
  }

  @Override
  public void close() {
    closed = true;
  }
}
