package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * The way out of a connection: on epoll straight into the socket while nothing waits before it,
 * otherwise through Netty's queue. To pass that by saves a small answer as much as its encryption
 * costs.
 *
 * <p>Only on the event loop of the channel.
 */
public final class Outlet {

  private Outlet() {}

  /**
   * Sends what the socket takes now; the rest goes with the next flush. Where the connection turns
   * out to be broken, its pipeline is told of the exception before this returns; to close it is
   * left to who hears of it.
   *
   * @param data is the caller's no more
   */
  public static void write(Channel channel, ByteBuf data) {
    // Once it is closed, the number of its descriptor may be another connection's.
    if (pending(channel) == 0
        && channel instanceof EpollConnection epoll
        && epoll.isActive()
        && data.hasMemoryAddress()) {
      send(epoll, data);
    } else {
      queue(channel, data);
    }
  }

  private static void send(EpollConnection channel, ByteBuf data) {
    int from = data.readerIndex();
    try {
      int sent =
          ((Socket) channel.fd()).sendAddress(data.memoryAddress(), from, data.writerIndex());
      data.skipBytes(sent);
    } catch (IOException | NotYetConnectedException e) {
      data.release();
      channel.pipeline().fireExceptionCaught(e);
      return;
    }
    if (data.isReadable()) {
      queue(channel, data);
    } else {
      data.release();
    }
  }

  /**
   * Has the next flush send it.
   *
   * @param data is the caller's no more
   */
  public static void queue(Channel channel, ByteBuf data) {
    channel.write(
        LoopBuffers.isSparse(data) ? compact(channel, data) : data, channel.voidPromise());
  }

  /** What waits to be sent: in octets, and some more for each buffer. */
  public static long pending(Channel channel) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  /** Bytes that have to wait are not to keep a buffer many times their size. */
  private static ByteBuf compact(Channel channel, ByteBuf data) {
    ByteBuf small = channel.alloc().directBuffer(data.readableBytes());
    small.writeBytes(data);
    data.release();
    return small;
  }
}
