package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection on epoll, with no system call more than it takes. Netty's own asks the kernel
 * for what is known and changes three times what epoll is to report; of the forty calls of a short
 * connection, a microsecond or two each, a quarter was for that.
 *
 * <p>Epoll is told once, and of edges: it reports what has changed, and what of it was not made use
 * of is remembered here. So nothing has to be told when reading pauses, when a dial has connected
 * or when the peer's FIN was read, and a FIN is no reason to read bytes that nobody wants yet.
 *
 * <p>The pipeline hears
 *
 * <ul>
 *   <li>of a FIN by {@link ChannelInputShutdownEvent}, before the end of the batch of reads that it
 *       came with, and by {@link FinAhead} before that batch where it is known to end it;
 *   <li>of an end that comes while reading is paused by {@link ReadPausedException};
 *   <li>of an error that neither a read nor a write has told of, as after the FIN, where nothing is
 *       read any more, by the exception that these would have made of it.
 * </ul>
 *
 * <p>To read, turn autoRead on: a {@link #read()} while it is off brings nothing. The time that a
 * dial may take is for the caller to limit.
 *
 * <p>Where nothing is said, on the event loop.
 */
final class EpollConnection extends TcpChannel {

  static final int IN = EpollIoOps.EPOLLIN.value();
  static final int OUT = EpollIoOps.EPOLLOUT.value();
  static final int FIN = EpollIoOps.EPOLLRDHUP.value();

  /** EPOLLPRI: urgent data, at which a read stops though there is more. */
  static final int URGENT = 0x2;

  static final int ERROR = EpollIoOps.EPOLLERR.value();

  /** EPOLLHUP: both directions are over. */
  static final int END = 0x10;

  private static final EpollIoOps ALL_EDGES =
      EpollIoOps.valueOf(IN | URGENT | OUT | FIN | EpollIoOps.EPOLLET.value());

  private final EpollInput input;
  private @Nullable IoRegistration registration;
  private @Nullable EpollEvents events;
  private boolean full;

  /** To be dialled. */
  EpollConnection(Socket socket) {
    super(socket);
    input = new EpollInput(this);
  }

  /** Accepted by a listener. */
  EpollConnection(
      Channel listener, Socket socket, InetSocketAddress local, InetSocketAddress remote) {
    super(listener, socket, local, remote);
    input = new EpollInput(this);
  }

  /** Where reads go, from now on. */
  void readInto(LoopBuffers buffers) {
    input.readInto(buffers);
  }

  /** Has the input take a turn, behind what epoll reports till then. */
  void readLater() {
    if (events != null) {
      events.readLater(input);
    }
  }

  @Override
  protected void doBeginRead() {
    input.resumed();
  }

  @Override
  public boolean isInputShutdown() {
    return input.hasEnded();
  }

  /** Of what is no matter of the network nobody else is to suffer. */
  void fail(Throwable why) {
    pipeline().fireExceptionCaught(why);
    if (!(why instanceof IOException)) {
      place().close(voidPromise());
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer queue) throws Exception {
    while (!full && !queue.isEmpty()) {
      long due;
      long sent = 0;
      if (queue.size() == 1 || events == null) {
        ByteBuf data = (ByteBuf) queue.current();
        due = data.readableBytes();
        if (due > 0) {
          sent = socket.sendAddress(data.memoryAddress(), data.readerIndex(), data.writerIndex());
        }
      } else {
        IovArray all = events.gather();
        queue.forEachFlushedMessage(all);
        due = all.size();
        if (due > 0) {
          sent = socket.writevAddresses(all.memoryAddress(0), all.count());
        }
      }
      queue.removeBytes(sent);
      full = sent < due;
    }
  }

  // ---- Its place with the event loop

  private Place place() {
    return (Place) unsafe();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Place();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(Place.class);
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    ((IoEventLoop) eventLoop())
        .register(place())
        .addListener(
            done -> {
              if (done.isSuccess()) {
                registered((IoRegistration) done.getNow(), promise);
              } else {
                promise.setFailure(done.cause());
              }
            });
  }

  private void registered(IoRegistration place, ChannelPromise promise) {
    registration = place;
    if (!isOpen()) {
      place.cancel();
      promise.setFailure(new ClosedChannelException());
      return;
    }
    try {
      place.submit(ALL_EDGES);
    } catch (UncheckedIOException e) {
      refused(e.getCause(), promise);
      return;
    }
    promise.setSuccess();
  }

  /**
   * A dial hears of it by its promise; who was accepted is a flow first, which then hears of it.
   */
  private void refused(@Nullable IOException why, ChannelPromise promise) {
    if (!isActive()) {
      promise.setFailure(why);
      return;
    }
    promise.setSuccess();
    eventLoop()
        .execute(
            () -> {
              pipeline().fireExceptionCaught(why);
              place().close(voidPromise());
            });
  }

  @Override
  protected void doDeregister() {
    if (registration != null) {
      registration.cancel();
    }
  }

  /** What epoll knows of it; how it is dialled. */
  final class Place extends AbstractUnsafe implements EpollIoHandle {
    private @Nullable Dial dial;
    private long batch;

    /**
     * The event loop has taken it, while it handled a batch of events: what that still brings for
     * its descriptor is meant for a connection that had the same one and was closed.
     */
    void taken(EpollEvents by) {
      events = by;
      batch = by.batch();
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      if (events == null || events.batch() == batch) {
        return;
      }
      try {
        handle(((EpollIoEvent) event).ops().value());
      } catch (RuntimeException | Error e) { // upon which the rest of the batch would be lost
        fail(e);
      }
    }

    private void handle(int ops) {
      if (dial != null) {
        finishDial(dial, ops);
      }
      if (isActive()) {
        if ((ops & OUT) != 0 && full) {
          full = false;
          super.flush0();
        }
        input.reported(ops);
      }
    }

    @Override
    protected void flush0() {
      if (!full) {
        super.flush0();
      }
    }

    @Override
    public void connect(
        SocketAddress server, @Nullable SocketAddress source, ChannelPromise promise) {
      if (promise.isDone() || !ensureOpen(promise)) {
        return;
      }
      Dial begun = new Dial((InetSocketAddress) server, promise);
      try {
        if (dial != null) {
          throw new ConnectionPendingException();
        }
        if (source != null) {
          socket.bind(source);
        }
        if (socket.connect(server)) {
          established(begun);
        } else {
          dial = begun;
        }
      } catch (IOException | RuntimeException e) {
        failed(begun, e);
      }
    }

    /** Where epoll reports room and no error, the connection is there, and need not be asked. */
    private void finishDial(Dial begun, int ops) {
      if ((ops & (OUT | ERROR | END)) == 0) {
        return;
      }
      dial = null;
      try {
        if ((ops & (ERROR | END)) != 0) {
          socket.finishConnect();
        }
        established(begun);
      } catch (IOException | RuntimeException e) {
        failed(begun, e);
      }
    }

    private void established(Dial done) {
      EpollConnection.this.established(done.server);
      boolean wanted = done.promise.trySuccess();
      pipeline().fireChannelActive();
      if (!wanted) {
        close(voidPromise());
      }
    }

    private void failed(Dial done, Exception why) {
      done.promise.tryFailure(annotateConnectException(why, done.server));
    }

    private void giveUpDial() {
      if (dial != null) {
        dial.promise.tryFailure(new ClosedChannelException());
        dial = null;
      }
    }

    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void close() {
      close(voidPromise());
    }
  }

  /** Under way: to whom, and who waits for it. */
  private record Dial(InetSocketAddress server, ChannelPromise promise) {}

  @Override
  protected void doClose() throws IOException {
    try {
      super.doClose(); // upon which epoll forgets it by itself
    } finally {
      doDeregister();
      place().giveUpDial();
    }
  }
}
