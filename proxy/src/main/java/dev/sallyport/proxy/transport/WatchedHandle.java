package dev.sallyport.proxy.transport;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * A connection's place in epoll, which tells the pipeline of an error that Netty passes over.
 *
 * <p>Netty learns of a connection's error by reading or writing. After the peer's FIN it reads no
 * more, so an RST that comes then would be noticed when something is written, which may be never.
 * Here epoll's word for an error makes it ask the socket itself (SO_ERROR); where a read or a write
 * has told of the error before, the socket says that there is none.
 */
@SuppressWarnings(
    "try") // AutoCloseable lets close() throw what it likes, and so does what is wrapped here
final class WatchedHandle implements EpollIoHandle {

  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final ChannelOption<Integer> ERROR =
      new IntegerUnixChannelOption("SO_ERROR", SOL_SOCKET, SO_ERROR);

  private final EpollIoHandle handle;
  private final SocketChannel channel;

  WatchedHandle(EpollIoHandle handle, SocketChannel channel) {
    this.handle = handle;
    this.channel = channel;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    handle.handle(registration, event);
    if (((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR) && channel.isOpen()) {
      int errno = channel.config().getOption(ERROR);
      if (errno != 0) {
        channel.pipeline().fireExceptionCaught(Errors.newIOException("epoll_wait", -errno));
      }
    }
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
