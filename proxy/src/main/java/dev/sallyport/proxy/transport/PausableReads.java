package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Gives the buffers of reads, and gives none while reading is paused.
 *
 * <p>On epoll a peer's FIN makes Netty read all that the kernel holds for the connection, whatever
 * autoRead says, so a client that sends and finishes would have its whole receive buffer taken into
 * memory though nobody wants it yet. Here such a read ends in {@link ReadPausedException} before a
 * byte is taken; bytes and FIN stay in the kernel until autoRead is on again.
 *
 * <p>A FIN is told of in Netty's place, which shuts the input first: a system call for nothing
 * where the connection is closed as soon as its FIN is known, and an exception where the kernel has
 * none any more. Handlers hear of it before the end of the batch of reads that it came with.
 *
 * <p>While our own output is shut down a read is never refused: both directions being ended, epoll
 * would report the descriptor without end.
 */
final class PausableReads implements RecvByteBufAllocator {

  private final DuplexChannel channel;
  private final RecvByteBufAllocator sizes;
  private final LoopBuffers buffers;

  /** Buffers of the event loop for {@code channel}, as often in a row as {@code sizes} has it. */
  PausableReads(DuplexChannel channel, RecvByteBufAllocator sizes, LoopBuffers buffers) {
    this.channel = channel;
    this.sizes = sizes;
    this.buffers = buffers;
  }

  @Override
  @SuppressWarnings("deprecation") // the interface's own method
  public Handle newHandle() {
    return new PausableHandle((ExtendedHandle) sizes.newHandle());
  }

  private final class PausableHandle extends DelegatingHandle implements ExtendedHandle {
    private boolean ended;

    private PausableHandle(ExtendedHandle handle) {
      super(handle);
    }

    /** Asked before each read: one that a FIN makes go on is paused by what it brought itself. */
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      if (!channel.config().isAutoRead() && !channel.isOutputShutdown()) {
        throw new ReadPausedException();
      }
      return buffers.lendForRead();
    }

    @Override
    public void lastBytesRead(int bytes) {
      super.lastBytesRead(bytes);
      ended = bytes < 0;
    }

    /** The end of a batch of reads, which the peer's FIN may be. */
    @Override
    public void readComplete() {
      super.readComplete();
      if (ended) {
        ended = false;
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        Teardown.endInput(channel);
      }
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return ((ExtendedHandle) delegate()).continueReading(maybeMoreData);
    }
  }
}
