package dev.sallyport.proxy.wire;

import dev.sallyport.proxy.Precedence;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that wants to run every other millisecond, before all others as event loops do, and
 * takes down how late it does: by the machine, or by a pause of this JVM.
 */
final class Yardstick implements AutoCloseable {

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MOST = 1 << 16;
  private static final int TURNS = 10;
  private static final int TURNS_AMONG_OTHERS = 20;
  private static final String NAME = "yardstick";

  private final long[] late = new long[MOST];
  private final Thread thread = new Thread(this::measure, NAME);
  private final CountDownLatch running = new CountDownLatch(1);
  private int count;
  private volatile boolean closed;

  private Yardstick() {
    thread.setDaemon(true);
  }

  static Yardstick begin() throws IOException, InterruptedException {
    Yardstick yardstick = new Yardstick();
    yardstick.thread.start();
    yardstick.running.await();
    Precedence.give(ProcessHandle.current().pid(), NAME::equals);
    return yardstick;
  }

  private void measure() {
    running.countDown();
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
   *
   * @param first whether event loops run before all others
   */
  long turns(boolean first) {
    return (first ? TURNS : TURNS_AMONG_OTHERS) * usual();
  }

  @Override
  public void close() {
    closed = true;
  }
}
