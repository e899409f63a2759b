package dev.sallyport.proxy.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of which connection. The kernel is ahead of the proxy: a connection is established
 * before it is accepted, so what begins with nobody to be told is kept for a while.
 *
 * <p>Safe for use by any thread: asked once for a connection and once for a line, held for some
 * tens of nanoseconds.
 */
final class Followers {

  /** Connections whose first events are kept; the oldest make room. */
  static final int MAX_EARLY = 4096;

  /** Events kept of each. */
  private static final int MAX_EARLY_EVENTS = 16;

  /**
   * Who follows a connection.
   *
   * @param since when that began, on the monotonic clock
   * @param executor where {@code listener} is told
   */
  record Follower(long since, Executor executor, Consumer<KernelEvent> listener) {}

  private final Map<SocketPair, Follower> followers = new HashMap<>();
  private final Map<SocketPair, List<KernelEvent>> early =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SocketPair, List<KernelEvent>> eldest) {
          return size() > MAX_EARLY;
        }
      };

  /**
   * Returns what the kernel has told of the connection already. What began before it can have been
   * is that of another, which nobody follows: another process may dial the same server.
   *
   * @param begun when the connection began at the earliest, on the monotonic clock
   */
  synchronized List<KernelEvent> add(SocketPair socket, Follower follower, long begun) {
    followers.put(socket, follower);
    List<KernelEvent> kept = early.remove(socket);
    return kept == null || kept.isEmpty() || kept.get(0).nanos() < begun ? List.of() : kept;
  }

  synchronized void remove(SocketPair socket, Follower follower) {
    followers.remove(socket, follower);
  }

  /** Returns who is to be told of the line; null for nobody, or nobody yet. */
  synchronized @Nullable Follower of(TraceLine line) {
    KernelEvent event = line.event();
    Follower follower = followers.get(line.socket());
    if (follower != null && event.opens() && event.nanos() > follower.since()) {
      // The addresses are used again, by a connection that nobody follows yet.
      followers.remove(line.socket());
      follower = null;
    }
    if (follower == null) {
      keep(line.socket(), event);
    }
    return follower;
  }

  private void keep(SocketPair socket, KernelEvent event) {
    if (event.opens()) {
      early.remove(socket);
      early.put(socket, new ArrayList<>(4));
    }
    List<KernelEvent> kept = early.get(socket);
    if (kept != null && kept.size() < MAX_EARLY_EVENTS) {
      kept.add(event);
    }
  }
}
