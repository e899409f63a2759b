package dev.sallyport.proxy.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.IovArray;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Netty's epoll handler, which also reads on where a connection has more than its turn brought, and
 * numbers the batches of events for its connections. Netty's own channels are as they are: of TCP
 * that is the resolver's.
 */
final class EpollEvents implements IoHandler {

  /** How many buffers go to a socket in one call. */
  private static final int GATHERED = 64;

  private final IoHandler epoll;
  private final Deque<EpollInput> readable = new ArrayDeque<>();
  private final IovArray gathered = new IovArray(GATHERED);
  private long batch;

  private EpollEvents(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new EpollEvents(factory.newHandler(executor));
  }

  /** The number of the batch of events that is handled, or was handled last. */
  long batch() {
    return batch;
  }

  /** An empty list of what goes to a socket in one call, to be used up at once. */
  IovArray gather() {
    gathered.clear();
    return gathered;
  }

  /** Has a connection read once more, behind what epoll reports till then. */
  void readLater(EpollInput input) {
    readable.add(input);
  }

  @Override
  public int run(IoHandlerContext context) {
    batch++;
    int turns = readable.size();
    int handled = epoll.run(turns == 0 ? context : new WithoutWaiting(context));
    for (int i = 0; i < turns; i++) {
      readable.remove().takeTurn();
    }
    return handled + turns;
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    IoRegistration registration = epoll.register(handle);
    if (handle instanceof EpollConnection.Place place) {
      place.taken(this);
    }
    return registration;
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
    gathered.release();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  /** A look at epoll in passing. */
  private record WithoutWaiting(IoHandlerContext context) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long now) {
      return context.delayNanos(now);
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long nanos) {
      context.reportActiveIoTime(nanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return context.shouldReportActiveIoTime();
    }
  }
}
