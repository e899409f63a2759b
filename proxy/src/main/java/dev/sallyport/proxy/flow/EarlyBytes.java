package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.transport.LoopBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What came from a peer before it can be relayed, such as a request right behind its Finished. A
 * peer that sends an octet at a time is not to make us hold a read buffer for each: little is
 * gathered.
 */
final class EarlyBytes {

  private static final int MOST = 64 * 1024;
  private static final int GATHERED = 4 * 1024;

  private final Deque<ByteBuf> buffers = new ArrayDeque<>();
  private @Nullable ByteBuf gathering;
  private int bytes;

  /** Whether more should be read; one read may go over. */
  boolean hasRoom() {
    return bytes < MOST;
  }

  /** Keeps {@code data}, which is the caller's no more. */
  void add(ByteBuf data) {
    bytes += data.readableBytes();
    if (LoopBuffers.isSparse(data)) {
      gather(data);
    } else {
      gathering = null;
      buffers.add(data);
    }
  }

  private void gather(ByteBuf data) {
    int length = data.readableBytes();
    ByteBuf into = gathering;
    if (into == null || !into.isWritable(length)) {
      into = data.alloc().directBuffer(Math.max(length, GATHERED));
      buffers.add(into);
      gathering = into;
    }
    into.writeBytes(data);
    data.release();
  }

  /** Hands everything over, in order. */
  void handTo(Consumer<ByteBuf> receiver) {
    gathering = null;
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
