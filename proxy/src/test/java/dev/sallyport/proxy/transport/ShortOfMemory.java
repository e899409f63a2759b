package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** A pool that has nothing left once a test says so. */
final class ShortOfMemory extends PooledByteBufAllocator {
  volatile boolean exhausted;

  ShortOfMemory() {
    super(true);
  }

  @Override
  public ByteBuf directBuffer(int initialCapacity, int maxCapacity) {
    if (exhausted) {
      throw new OutOfMemoryError("direct memory");
    }
    return super.directBuffer(initialCapacity, maxCapacity);
  }
}
