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
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler, which tells the kernel what a batch of events has come to and no more, and
 * from whose set a descriptor never falls out before it is closed.
 *
 * <p>What connections want to hear of matters when the loop waits the next time. A connection that
 * is accepted, dialled, connected or ended changes its mind several times before that; only the
 * last of it is told, and nothing of one that is closed by then.
 *
 * <p>Since 4.2.13 Netty removes a descriptor from epoll when it has no interest left, as a
 * connection whose input has ended has, and then cannot change it any more: the next wait for
 * writability fails with ENOENT, so that a client that half-closed would not get a long answer
 * (netty pull request 16689). An interest in edges alone stands in for none: it reports an error
 * once and wakes nobody without end; {@link WatchedHandle} sees to it that it is heard.
 */
final class KeptRegistrations implements IoHandler {

  private final IoHandler epoll;
  private final Deque<Kept> changed = new ArrayDeque<>();
  private int batch;

  KeptRegistrations(IoHandler epoll) {
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
    for (Kept kept = changed.poll(); kept != null; kept = changed.poll()) {
      kept.tell();
    }
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
    IoHandle watched = watched(handle);
    IoRegistration registration = epoll.register(watched);
    return new Kept(registration, watched instanceof WatchedHandle connection ? connection : null);
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

  /** One descriptor: what the kernel knows that it wants to hear of, and what it is to know. */
  private final class Kept implements IoRegistration {
    private final IoRegistration registration;
    private final @Nullable WatchedHandle connection;
    private EpollIoOps told = EpollIoOps.NONE;
    private EpollIoOps wanted = EpollIoOps.NONE;
    private boolean waiting;

    private Kept(IoRegistration registration, @Nullable WatchedHandle connection) {
      this.registration = registration;
      this.connection = connection;
    }

    @Override
    public long submit(IoOps ops) {
      if (!registration.isValid()) {
        return -1;
      }
      wanted = (EpollIoOps) ops;
      if (connection == null) { // a listener is to hear at once that it cannot be had
        tell();
      } else if (!waiting) {
        waiting = true;
        changed.add(this);
      }
      return wanted.value();
    }

    private void tell() {
      waiting = false;
      EpollIoOps ops =
          wanted.equals(EpollIoOps.NONE) && !told.equals(EpollIoOps.NONE)
              ? EpollIoOps.EPOLLET
              : wanted;
      if (ops.equals(told) || !registration.isValid()) {
        return;
      }
      try {
        registration.submit(ops);
        told = ops;
      } catch (UncheckedIOException e) {
        if (connection == null) {
          throw e;
        }
        connection.refused(e);
      }
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
