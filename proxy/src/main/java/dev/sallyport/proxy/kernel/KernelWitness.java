package dev.sallyport.proxy.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.proxy.kernel.Followers.Follower;
import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the kernel what becomes of the TCP connections of this process, by one thread that
 * reads a tracing instance, and tells whoever follows them.
 *
 * <p>The trace has no network namespaces: the same addresses and ports in two of them cannot be
 * told apart. What the kernel could not keep is counted ({@link #lost}). Safe for use by any
 * thread.
 */
public final class KernelWitness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KernelWitness.class);
  private static final int CHUNK = 1 << 16;

  /** A read gives a page at most; one that gives this much has left something. */
  private static final int BACKLOG = 3_000;

  /**
   * Once all is read, lines are left to gather: each by itself would wake this thread, and an event
   * loop. Nobody waits for them but the records of flows that are over.
   */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long STOP_MILLIS = 500;
  private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Followers followers = new Followers();
  private final Ticker ticker;
  private final TraceInstance instance;
  private final Thread reader;
  private final Map<Executor, List<Runnable>> batch = new LinkedHashMap<>();
  private volatile long lost;
  private volatile boolean stopping;
  private volatile boolean ended;
  private long warned;

  private KernelWitness(TraceInstance instance, Ticker ticker) {
    this.instance = instance;
    this.ticker = ticker;
    this.warned = ticker.nanos() - WARN_NANOS;
    this.reader = new Thread(() -> read(instance.trace()), "kernel-witness");
    reader.setDaemon(true);
  }

  /**
   * Looks whether the kernel can be heard, and changes nothing.
   *
   * @throws WitnessUnavailableException if the kernel, or who we are, does not allow it
   */
  public static void require() throws WitnessUnavailableException {
    TraceInstance.require(TraceInstance.TRACEFS);
  }

  /**
   * Begins to listen; there is nothing to hear until it is told of the ports to {@link #watch}.
   *
   * @throws WitnessUnavailableException if the kernel, or who we are, does not allow it
   */
  public static KernelWitness start(Ticker ticker) throws WitnessUnavailableException {
    return start(TraceInstance.TRACEFS, ticker);
  }

  static KernelWitness start(Path tracefs, Ticker ticker) throws WitnessUnavailableException {
    KernelWitness witness = new KernelWitness(TraceInstance.make(tracefs), ticker);
    witness.reader.start();
    return witness;
  }

  /**
   * Has the kernel tell of the connections of some ports.
   *
   * @param local ports on which connections are accepted
   * @param remote ports to which connections are dialled
   * @throws WitnessUnavailableException if the kernel does not do so, for example of too many ports
   */
  public void watch(Collection<Integer> local, Collection<Integer> remote)
      throws WitnessUnavailableException {
    try {
      instance.enable(local, remote);
    } catch (IOException e) {
      throw new WitnessUnavailableException(
          "the kernel's trace cannot be filtered by the ports of %d listeners and %d servers (%s)"
              .formatted(local.size(), remote.size(), e.getMessage()));
    }
  }

  /**
   * Tells {@code listener}, on {@code executor}, what the kernel does with a connection, in order
   * and beginning with what it has done; until the handle is closed.
   *
   * @param begun when the connection began at the earliest, on the monotonic clock
   * @return to be closed when nothing more is to be told; on {@code executor}
   */
  public Handle follow(
      SocketPair socket, long begun, Executor executor, Consumer<KernelEvent> listener) {
    Follower follower = new Follower(ticker.nanos(), executor, listener);
    followers.add(socket, follower, begun).forEach(listener);
    return () -> followers.remove(socket, follower);
  }

  /** Ends the following of a connection. */
  @FunctionalInterface
  public interface Handle extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * How many events the kernel could not keep, of whatever connection: one that was open while this
   * number grew may lack stamps.
   */
  public long lost() {
    return lost;
  }

  /** Whether nothing is heard any more: it was closed, or the trace has come to an end. */
  public boolean hasEnded() {
    return ended;
  }

  /** Stops listening, and takes the tracing instance away. */
  @Override
  public void close() {
    stopping = true;
    try {
      // Who reads a trace sleeps through its being closed; a line of our own is what wakes it.
      instance.mark("sallyport stops\n");
      reader.join(STOP_MILLIS);
    } catch (IOException e) {
      LOG.debug("the kernel's trace could not be marked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    instance.close();
  }

  private void read(InputStream trace) {
    try (trace) {
      byte[] chunk = new byte[CHUNK];
      int held = 0;
      while (!stopping) {
        int count = trace.read(chunk, held, chunk.length - held);
        if (count < 0) {
          throw new IOException("the trace ended");
        }
        held = lines(chunk, held + count);
        if (count < BACKLOG) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the kernel is not heard any more; times are those of the sockets", e);
    } finally {
      ended = true;
    }
  }

  /**
   * Handles the lines that are whole; returns how much of the next is there, moved to the front.
   */
  private int lines(byte[] chunk, int length) {
    int from = 0;
    for (int at = 0; at < length; at++) {
      if (chunk[at] == '\n') {
        line(new String(chunk, from, at - from, ISO_8859_1));
        from = at + 1;
      }
    }
    deliver();
    int rest = length - from;
    if (rest == chunk.length) {
      return 0;
    }
    System.arraycopy(chunk, from, chunk, 0, rest);
    return rest;
  }

  private void line(String text) {
    TraceLine line = TraceLine.parse(text);
    if (line == null) {
      count(TraceLine.lost(text));
      return;
    }
    tell(line);
    if (line.event().kind() == KernelEvent.Kind.RST_SENT) {
      tell(line.atPeer());
    }
  }

  private void tell(TraceLine line) {
    Follower follower = followers.of(line);
    if (follower != null) {
      batch
          .computeIfAbsent(follower.executor(), executor -> new ArrayList<>())
          .add(() -> follower.listener().accept(line.event()));
    }
  }

  private void deliver() {
    for (Map.Entry<Executor, List<Runnable>> told : batch.entrySet()) {
      List<Runnable> tasks = told.getValue();
      try {
        told.getKey().execute(() -> tasks.forEach(Runnable::run));
      } catch (RejectedExecutionException ended) {
        // An event loop that has stopped has no connections.
      }
    }
    batch.clear();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the reader alone writes
  private void count(long events) {
    if (events == 0) {
      return;
    }
    lost += events;
    long now = ticker.nanos();
    if (now - warned >= WARN_NANOS) {
      warned = now;
      LOG.warn(
          "the kernel has lost {} events of connections so far: it is faster than they are read;"
              + " flows that were open meanwhile have the stamps of the sockets",
          lost);
    }
  }
}
