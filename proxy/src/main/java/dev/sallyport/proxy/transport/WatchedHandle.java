package dev.sallyport.proxy.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntSupplier;

/**
 * A connection's place in epoll, which hears what is meant for it and only that.
 *
 * <p>Netty learns of a connection's error by reading or writing. After the peer's FIN it reads no
 * more, so an RST that comes then would be noticed when something is written, which may be never.
 * Here epoll's word for an error makes it ask the socket itself (SO_ERROR); where a read or a write
 * has told of the error before, the socket says that there is none.
 *
 * <p>Of bytes with a FIN behind them Netty reads the bytes, and then once more. Here it is told of
 * the FIN alone, upon which it reads all that there is in one batch, and the pipeline hears {@link
 * FinAhead} before. When all is read it is told of bytes once more, upon which it wants no more of
 * them, before epoll is asked again.
 *
 * <p>Netty tells connections apart by their descriptors. One that is made while a batch of events
 * is handled may get the descriptor of one that was closed in the same batch, and with it an event
 * that was meant for that: a dial would be taken for connected, or for reset. What comes in the
 * batch in which a connection was registered is therefore not its own.
 */
@SuppressWarnings(
    "try") // AutoCloseable lets close() throw what it likes, and so does what is wrapped here
final class WatchedHandle implements EpollIoHandle {

  private static final EpollIoEvent FIN = () -> EpollIoOps.EPOLLRDHUP;
  private static final EpollIoEvent BYTES = () -> EpollIoOps.EPOLLIN;
  private static final int BYTES_AND_FIN =
      EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLRDHUP.value();

  private final EpollIoHandle handle;
  private final SocketChannel channel;
  private final IntSupplier batch;
  private final int born;

  /**
   * @param batch the number of the batch of events that is handled, or was handled last
   */
  WatchedHandle(EpollIoHandle handle, SocketChannel channel, IntSupplier batch) {
    this.handle = handle;
    this.channel = channel;
    this.batch = batch;
    this.born = batch.getAsInt();
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    if (batch.getAsInt() == born) {
      return;
    }
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    if (ops.value() == BYTES_AND_FIN) {
      channel.pipeline().fireUserEventTriggered(FinAhead.EVENT);
      handle.handle(registration, FIN);
      if (channel.isOpen() && channel.isInputShutdown()) {
        handle.handle(registration, BYTES);
      }
      return;
    }
    handle.handle(registration, event);
    if (ops.contains(EpollIoOps.EPOLLERR) && channel.isOpen()) {
      IOException error = PendingError.of(channel);
      if (error != null) {
        channel.pipeline().fireExceptionCaught(error);
      }
    }
  }

  /** Epoll does not take it, so that nothing would be heard of it any more. */
  void refused(UncheckedIOException why) {
    Throwable cause = why.getCause();
    channel.pipeline().fireExceptionCaught(cause == null ? why : cause);
    channel.close();
  }

  @Override
  public FileDescriptor fd() {
    return handle.fd();
  }

  @Override
  public void registered() {
    handle.registered();
  }

  @Override
  public void unregistered() {
    handle.unregistered();
  }

  @Override
  public void close() throws Exception {
    handle.close();
  }
}
