package dev.sallyport.proxy;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Writes to who does not read, until the kernel and the proxy between take no more. */
final class Stall {

  private static final int QUIET_MILLIS = 500;
  private static final int ROUNDS = 100;
  private static final long ENDLESS = 10L << 30;

  private final AtomicLong written = new AtomicLong();
  private final CompletableFuture<Void> end;

  private Stall(Socket socket) {
    end =
        CompletableFuture.runAsync(
            () -> write(socket), task -> new Thread(task, "stalled writer").start());
  }

  /** Writes to {@code socket}, of 10 GiB as much as is taken; returns how much that was. */
  static long fill(Socket socket) throws Exception {
    return new Stall(socket).awaitStandstill();
  }

  private void write(Socket socket) {
    byte[] chunk = new byte[64 << 10];
    try {
      while (written.get() < ENDLESS) {
        socket.getOutputStream().write(chunk);
        written.addAndGet(chunk.length);
      }
    } catch (IOException closed) {
      // The end of every stalled stream.
    }
  }

  private long awaitStandstill() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      long before = written.get();
      try {
        end.get(QUIET_MILLIS, MILLISECONDS);
        throw new AssertionError("not stalled, but ended after " + written + " bytes");
      } catch (TimeoutException quiet) {
        if (written.get() == before) {
          return before;
        }
      } catch (ExecutionException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("no end of what is taken: " + written + " bytes");
  }
}
