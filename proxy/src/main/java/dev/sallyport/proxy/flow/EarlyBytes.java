package dev.sallyport.proxy.flow;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What came from a peer before it can be relayed, such as a request right behind its Finished. */
final class EarlyBytes {

  private static final int MOST = 64 * 1024;

  private final Deque<ByteBuf> buffers = new ArrayDeque<>();
  private int bytes;

  /** Whether more should be read; one read may go over. */
  boolean hasRoom() {
    return bytes < MOST;
  }

  /** Keeps {@code data}, which is the caller's no more. */
  void add(ByteBuf data) {
    buffers.add(data);
    bytes += data.readableBytes();
  }

  /** Hands everything over, in order. */
  void handTo(Consumer<ByteBuf> receiver) {
    for (ByteBuf data = buffers.poll(); data != null; data = buffers.poll()) {
      receiver.accept(data);
    }
    bytes = 0;
  }

  /** Forgets everything. */
  void release() {
    handTo(ByteBuf::release);
  }
}
