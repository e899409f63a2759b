package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.SocketChannel;

/**
 * Netty's epoll handler, from whose set a descriptor never falls out before it is closed.
 *
 * <p>Since 4.2.13 Netty removes a descriptor from epoll when it has no interest left, as a
 * connection whose input has ended has, and then cannot change it any more: the next wait for
 * writability fails with ENOENT, so that a client that half-closed would not get a long answer
 * (netty pull request 16689). An interest in edges alone stands in for none: it reports an error
 * once and wakes nobody without end; {@link WatchedHandle} sees to it that it is heard.
 */
final class KeptRegistrations implements IoHandler {

  private final IoHandler epoll;
  private int batch;

  private KeptRegistrations(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new KeptRegistrations(factory.newHandler(executor));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    batch++;
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Kept(epoll.register(watched(handle)));
  }

  private IoHandle watched(IoHandle handle) {
    return handle instanceof EpollIoHandle epollHandle
            && handle instanceof Channel.Unsafe unsafe
            && unsafe.voidPromise().channel() instanceof SocketChannel connection
        ? new WatchedHandle(epollHandle, connection, () -> batch)
        : handle;
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  private static final class Kept implements IoRegistration {
    private final IoRegistration registration;
    private boolean added;

    private Kept(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    public long submit(IoOps ops) {
      boolean none = ((EpollIoOps) ops).equals(EpollIoOps.NONE);
      added |= !none;
      return registration.submit(none && added ? EpollIoOps.EPOLLET : ops);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface declares it
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}
