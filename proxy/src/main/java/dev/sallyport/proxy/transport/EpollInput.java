package dev.sallyport.proxy.transport;

import static dev.sallyport.proxy.transport.EpollConnection.END;
import static dev.sallyport.proxy.transport.EpollConnection.ERROR;
import static dev.sallyport.proxy.transport.EpollConnection.FIN;
import static dev.sallyport.proxy.transport.EpollConnection.IN;
import static dev.sallyport.proxy.transport.EpollConnection.URGENT;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on a connection: what epoll has reported of it, and what of that was read.
 *
 * <p>On the event loop, but for {@link #hasEnded}.
 */
final class EpollInput {

  private final EpollConnection connection;
  private @Nullable LoopBuffers buffers;
  private volatile boolean ended;

  /** There may be something that was not read. */
  private boolean readable;

  /** A FIN or an RST is behind what is read next. */
  private boolean endKnown;

  private boolean finToTell;

  /** Urgent data has come: a read may stop before it though there is more. */
  private boolean urgent;

  private boolean dueToRead;

  EpollInput(EpollConnection connection) {
    this.connection = connection;
  }

  void readInto(LoopBuffers loopBuffers) {
    buffers = loopBuffers;
  }

  /** Whether the peer's FIN was read; nothing behind it is. */
  boolean hasEnded() {
    return ended;
  }

  /** Reading is not paused any more. */
  void resumed() {
    if (readable) {
      readLater();
    }
  }

  /** What epoll reports of an established connection, room aside. */
  void reported(int ops) {
    urgent |= (ops & URGENT) != 0;
    if (connection.isOpen() && (ops & (IN | URGENT | FIN | ERROR | END)) != 0) {
      readable = true;
      boolean news = (ops & (ERROR | END)) != 0;
      if ((ops & FIN) != 0 && !endKnown) {
        endKnown = true;
        finToTell = !news;
        news = true;
      }
      if (!mayRead()) {
        tellOfEnd(news);
      } else if (!dueToRead || (ops & ERROR) != 0) { // which would be taken before its turn
        readNow();
      }
    }
    if (connection.isOpen() && (ops & ERROR) != 0) {
      IOException error = PendingError.of(connection);
      if (error != null) {
        connection.pipeline().fireExceptionCaught(error);
      }
    }
  }

  private void tellOfEnd(boolean known) {
    if (known && connection.isOpen() && !ended) {
      connection.pipeline().fireExceptionCaught(new ReadPausedException());
    }
  }

  /**
   * Whether reading is not paused. Where our own output is shut down and the end of the input is
   * known, what the kernel still has of it is read in any case: who ends a connection wants to know
   * how it ended.
   */
  private boolean mayRead() {
    return connection.isOpen()
        && !ended
        && (connection.config().isAutoRead() || (endKnown && connection.socket.isOutputShutdown()));
  }

  /** Reads on, when the others had their turn. */
  void takeTurn() {
    dueToRead = false;
    try {
      readNow();
    } catch (RuntimeException | Error e) { // an Error would end the event loop
      connection.fail(e);
    }
  }

  /**
   * Reads once: what was read is written before the next read, while it is in the processor's
   * caches, and a connection that brings much lets the others have their turn. Where the end of the
   * input is known to be behind, reads up to it.
   */
  private void readNow() {
    if (!readable || !mayRead()) {
      return;
    }
    ChannelPipeline pipeline = connection.pipeline();
    if (finToTell) {
      finToTell = false;
      pipeline.fireUserEventTriggered(FinAhead.EVENT);
    }
    boolean heard = false;
    try {
      for (boolean more = true; more && mayRead(); more = readable && endKnown) {
        heard |= readOnce(pipeline);
      }
    } catch (IOException | RuntimeException | Error e) {
      readable = false;
      pipeline.fireChannelReadComplete();
      connection.fail(e);
      return;
    }
    if (ended) {
      pipeline.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (heard) {
      pipeline.fireChannelReadComplete();
    }
    if (readable && mayRead()) {
      readLater();
    } else {
      tellOfEnd(readable && endKnown);
    }
  }

  /** Says whether anything came. */
  private boolean readOnce(ChannelPipeline pipeline) throws IOException {
    ByteBuf data =
        buffers == null
            ? connection.alloc().directBuffer(Transport.READ_BYTES)
            : buffers.lendForRead();
    boolean handedOver = false;
    try {
      int room = data.writableBytes();
      int from = data.writerIndex();
      int octets = connection.socket.recvAddress(data.memoryAddress(), from, from + room);
      readable = octets == room || (octets > 0 && (endKnown || urgent));
      if (octets < 0) {
        ended = true;
      } else if (octets > 0) {
        data.writerIndex(from + octets);
        handedOver = true;
        pipeline.fireChannelRead(data);
      }
      return octets != 0;
    } finally {
      if (!handedOver) {
        data.release();
      }
    }
  }

  private void readLater() {
    if (!dueToRead) {
      dueToRead = true;
      connection.readLater();
    }
  }
}
