package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * The memory through which the bytes of all connections of one event loop pass. What is read,
 * decrypted or encrypted has as a rule gone to a socket before the loop turns to the next
 * connection, so the same few buffers serve them all: they stay in the processor's caches, and no
 * pool is asked at each read.
 *
 * <p>What is lent comes back when the reference that goes with it is released. Who still has it
 * when the next one asks may keep it: another takes its place, from Netty's pool.
 *
 * <p>Confined to its event loop.
 */
public final class LoopBuffers {

  /** What one read may bring, behind the part of a TLS record that was read before. */
  private static final int OUTPUT_BYTES = Transport.READ_BYTES + 16 * 1024;

  private final ByteBufAllocator pool;
  private final byte[] heap = new byte[Transport.READ_BYTES];
  private ByteBuf read;
  private ByteBuf output;
  private ByteBuf otherOutput;

  /** Takes what it needs from Netty's pool. */
  public LoopBuffers() {
    this(PooledByteBufAllocator.DEFAULT);
  }

  LoopBuffers(ByteBufAllocator pool) {
    this.pool = pool;
    read = buffer(Transport.READ_BYTES);
    output = buffer(OUTPUT_BYTES);
    otherOutput = buffer(OUTPUT_BYTES);
  }

  private ByteBuf buffer(int size) {
    return pool.directBuffer(size, size);
  }

  /**
   * An array between direct buffers and a TLS engine: what is in it is used up before the call that
   * filled it returns.
   */
  public byte[] heap() {
    return heap;
  }

  /** Lends an empty buffer for a read, as large as the array. */
  ByteBuf lendForRead() {
    read = free(read);
    return read.retain();
  }

  /**
   * Lends an empty buffer for what a TLS engine puts out. It does not grow; more than one read can
   * bring has no room in it.
   */
  public ByteBuf lendForOutput() {
    if (output.refCnt() > 1) { // what was decrypted is about to be sealed for the other side
      ByteBuf lent = output;
      output = otherOutput;
      otherOutput = lent;
    }
    output = free(output);
    return output.retain();
  }

  private ByteBuf free(ByteBuf buffer) {
    if (buffer.refCnt() == 1) {
      return buffer.clear();
    }
    // Before it is given up: where there is no memory, it stays known as somebody's.
    ByteBuf another = buffer(buffer.capacity());
    buffer.release();
    return another;
  }

  /** Whether the bytes are few for the memory that they keep. */
  public static boolean isSparse(ByteBuf data) {
    return data.readableBytes() <= data.capacity() / 4;
  }

  /** Gives the memory back; that of a lent buffer when its borrower releases it. */
  public void release() {
    read.release();
    output.release();
    otherOutput.release();
  }
}
