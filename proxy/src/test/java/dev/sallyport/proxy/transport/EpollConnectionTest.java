package dev.sallyport.proxy.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.BusyServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a connection on epoll hears and does, on real sockets. */
class EpollConnectionTest {

  private static final int ATTEMPTS = 20;
  private static final int TURNS = 6;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir private Path directory;

  @Test
  @Timeout(60)
  void anEventOfTheDescriptorsFormerOwnerIsNotHeard() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (EpollLoop epoll = EpollLoop.open(0);
        ServerSocket server = new ServerSocket(0, 2, LOOPBACK)) {
      boolean reused = false;
      for (int i = 0; i < ATTEMPTS && !reused; i++) {
        reused = acceptsOnAReusedDescriptor(epoll, server, heard);
        assertThat(heard).isEmpty();
      }
      assertThat(reused).as("a client got the descriptor of what was closed before").isTrue();
    }
  }

  /** As when there are no watches left; epoll takes no files. */
  @Test
  @Timeout(60)
  void anAcceptedConnectionThatEpollRefusesIsToldSoAndClosed() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    InetSocketAddress address = new InetSocketAddress(LOOPBACK, 1);
    try (EpollLoop epoll = EpollLoop.open(0)) {
      io.netty.channel.unix.Socket socket = LinuxSocket.newSocketStream();
      new FileDescriptor(socket.intValue()).close();
      FileDescriptor file = FileDescriptor.from(directory.resolve("file").toFile());
      assertThat(file.intValue()).isEqualTo(socket.intValue());
      Channel channel = new EpollConnection(new EmbeddedChannel(), socket, address, address);
      channel.pipeline().addLast(new Diary(heard, ""));
      epoll.transport().loops().register(channel).sync();
      channel.closeFuture().sync();
      assertThat(heard).containsExactly("NativeIoException");
    }
  }

  @Test
  @Timeout(60)
  void bytesWithAFinBehindThemAreOneBatch() throws Exception {
    try (Session session = Session.open()) {
      session.meanwhile(
          peer -> {
            peer.getOutputStream().write('x');
            peer.shutdownOutput();
          });
      session.hears("FinAhead", "read 1", "ChannelInputShutdownEvent", "complete");
    }
  }

  /** Epoll reports it together with the connection, and not again. */
  @Test
  @Timeout(60)
  void whatAServerSaysAtOnceIsReadWhenItIsWanted() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (EpollLoop epoll = EpollLoop.open(0);
        ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      EventLoop loop = epoll.transport().loops().next();
      ChannelFuture dial =
          epoll
              .transport()
              .dialer(loop, (InetSocketAddress) server.getLocalSocketAddress(), null)
              .option(ChannelOption.AUTO_READ, false)
              .handler(new Diary(heard, ""))
              .connect();
      loop.submit(() -> {}).sync(); // connect() was called
      CountDownLatch ready = Session.hold(loop);
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write("hello".getBytes(US_ASCII));
        ready.countDown();
        dial.sync();
        loop.submit(() -> {}).sync();
        assertThat(heard).isEmpty();
        dial.channel().config().setAutoRead(true);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("read 5");
      }
      dial.channel().close().sync();
    }
  }

  /** A read ends before it, and after it nothing new is reported. */
  @Test
  @Timeout(60)
  void whatComesBehindUrgentDataIsRead() throws Exception {
    try (Session session = Session.open()) {
      session.meanwhile(
          peer -> {
            peer.getOutputStream().write("before".getBytes(US_ASCII));
            peer.sendUrgentData('!');
            peer.getOutputStream().write("behind it".getBytes(US_ASCII));
          });
      session.hears("read 6", "complete", "read 9", "complete");
    }
  }

  @Test
  @Timeout(60)
  void aConnectionThatBringsMuchLetsOthersHaveTheirTurn() throws Exception {
    try (Session session = Session.open()) {
      Session other = session.another("");
      session.meanwhile(
          peer -> {
            peer.getOutputStream().write(new byte[3 * Transport.READ_BYTES]);
            other.peer.getOutputStream().write('x');
          });
      session.hears(
          "read 65536", "complete", "read 1", "complete", "read 65536", "complete", "read 65536");
      other.close();
    }
  }

  /** Epoll has news of the one at each look. */
  @Test
  @Timeout(60)
  void aConnectionThatGoesOnBringingHasOneTurnAtATime() throws Exception {
    byte[] much = new byte[TURNS * Transport.READ_BYTES];
    try (Session session = Session.open()) {
      Session other = session.another("other ");
      ChannelHandler moreOfTheOther =
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message)
                throws IOException {
              other.peer.getOutputStream().write(new byte[Transport.READ_BYTES]);
              context.fireChannelRead(message);
            }
          };
      session.channel.pipeline().addFirst(moreOfTheOther);
      session.meanwhile(
          peer -> {
            peer.getOutputStream().write(much);
            other.peer.getOutputStream().write(much);
          });
      int octets = 0;
      int reads = 0;
      int readsOfTheOther = 0;
      while (octets < much.length) {
        String word = session.heard.poll(10, TimeUnit.SECONDS);
        assertThat(word).isNotNull();
        if (word.startsWith("other read")) {
          readsOfTheOther++;
        } else if (word.startsWith("read")) {
          octets += Integer.parseInt(word.substring("read ".length()));
          reads++;
        }
      }
      assertThat(readsOfTheOther).isLessThanOrEqualTo(reads + 1);
      other.close();
    }
  }

  @Test
  @Timeout(60)
  void aPausedConnectionReadsNothingThoughItsOutputIsShut() throws Exception {
    try (Session session = Session.open()) {
      session.channel.config().setAutoRead(false);
      ((DuplexChannel) session.channel).shutdownOutput().sync();
      session.peer.getOutputStream().write(new byte[Transport.READ_BYTES]);
      session.peer.getOutputStream().write(new byte[Transport.READ_BYTES]);
      session.hears("ChannelOutputShutdownEvent");
      assertThat(session.heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
      session.channel.config().setAutoRead(true);
      session.hears("read 65536", "complete", "read 65536", "complete");
    }
  }

  /** So that it is known how the connection ended. */
  @Test
  @Timeout(60)
  void whatCameBeforeTheFinIsReadWhereTheOutputIsShut() throws Exception {
    try (Session session = Session.open()) {
      session.channel.config().setAutoRead(false);
      ((DuplexChannel) session.channel).shutdownOutput().sync();
      session.meanwhile(
          peer -> {
            peer.getOutputStream().write('x');
            peer.shutdownOutput();
          });
      session.hears("ChannelOutputShutdownEvent");
      session.hears("read 1", "ChannelInputShutdownEvent", "complete");
    }
  }

  @Test
  @Timeout(60)
  void whatGoesWrongWithOneEndsItAlone() throws Exception {
    ShortOfMemory pool = new ShortOfMemory();
    LoopBuffers few = new LoopBuffers(pool);
    ByteBuf kept = few.lendForRead();
    pool.exhausted = true;
    try (Session session = Session.open()) {
      Session other = session.another("other ");
      other.readsInto(few);
      other.peer.getOutputStream().write('x');
      session.hears("other complete", "other OutOfMemoryError");
      other.channel.closeFuture().sync();
      session.peer.getOutputStream().write('x');
      session.hears("read 1", "complete");
      other.close();
    }
    kept.release();
    few.release();
  }

  @Test
  @Timeout(60)
  void anRstIsToldOfWhileReadingIsPaused() throws Exception {
    try (Session session = Session.open()) {
      session.channel.config().setAutoRead(false);
      session.meanwhile(
          peer -> {
            peer.setSoLinger(true, 0);
            peer.close();
          });
      session.hears("ReadPausedException", "NativeIoException");
    }
  }

  @Test
  @Timeout(60)
  void anRstBehindTheFinIsToldOf() throws Exception {
    try (Session session = Session.open()) {
      session.meanwhile(Socket::shutdownOutput);
      session.hears("FinAhead", "ChannelInputShutdownEvent", "complete");
      session.meanwhile(
          peer -> {
            peer.setSoLinger(true, 0);
            peer.close();
          });
      session.hears("NativeIoException");
    }
  }

  @Test
  @Timeout(60)
  void whatIsNotInDirectMemoryIsWrittenToo() throws Exception {
    try (Session session = Session.open()) {
      session.channel.writeAndFlush(Unpooled.wrappedBuffer("hello".getBytes(US_ASCII))).sync();
      assertThat(session.peer.getInputStream().readNBytes(5)).asString(US_ASCII).isEqualTo("hello");
    }
  }

  @Test
  @Timeout(60)
  void aDialThatIsRefusedSaysToWhom() throws Exception {
    try (EpollLoop epoll = EpollLoop.open(0)) {
      InetSocketAddress nobody;
      try (ServerSocket gone = new ServerSocket(0, 1, LOOPBACK)) {
        nobody = (InetSocketAddress) gone.getLocalSocketAddress();
      }
      ChannelFuture dial = dial(epoll, nobody).await();
      assertThat(dial.cause()).isInstanceOf(ConnectException.class);
      assertThat(dial.cause()).hasMessageContaining(":" + nobody.getPort());
      dial.channel().closeFuture().sync();
    }
  }

  @Test
  @Timeout(60)
  void aDialThatIsGivenUpFails() throws Exception {
    try (EpollLoop epoll = EpollLoop.open(0);
        BusyServer busy = BusyServer.start()) {
      ChannelFuture dial = dial(epoll, new InetSocketAddress(LOOPBACK, busy.port()));
      dial.channel().eventLoop().submit(() -> {}).sync();
      assertThat(dial.isDone()).isFalse();
      dial.channel().close().sync();
      assertThat(dial.await().cause()).isInstanceOf(ClosedChannelException.class);
    }
  }

  private static ChannelFuture dial(EpollLoop epoll, InetSocketAddress server) {
    Transport transport = epoll.transport();
    return transport
        .dialer(transport.loops().next(), server, null)
        .handler(new ChannelInboundHandlerAdapter())
        .connect();
  }

  /**
   * Of one batch of events the first closes a connection, the second brings a client, the third
   * tells of a FIN to who was closed.
   */
  private static boolean acceptsOnAReusedDescriptor(
      EpollLoop epoll, ServerSocket server, BlockingQueue<String> heard) throws Exception {
    BlockingQueue<Channel> clients = new LinkedBlockingQueue<>();
    Channel listener =
        epoll
            .transport()
            .listener(1)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Diary(heard, ""));
                    clients.add(channel);
                  }
                })
            .bind(LOOPBACK, 0)
            .sync()
            .channel();
    Channel closed = epoll.connect(server, new ChannelInboundHandlerAdapter());
    int descriptor = descriptor(closed);
    try (Socket finishing = server.accept()) {
      ChannelHandler closing =
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
              context.fireChannelRead(message);
              closed.close();
            }
          };
      Channel first = epoll.connect(server, closing);
      EventLoop loop = first.eventLoop();
      CountDownLatch ready = Session.hold(loop);
      try (Socket told = server.accept();
          Socket client = new Socket()) {
        told.getOutputStream().write('x');
        client.connect(listener.localAddress());
        finishing.shutdownOutput();
        ready.countDown();
        Channel accepted = clients.poll(10, TimeUnit.SECONDS);
        loop.submit(() -> {}).sync();
        assertThat(accepted.remoteAddress()).isEqualTo(client.getLocalSocketAddress());
        boolean reused = descriptor(accepted) == descriptor;
        accepted.close().sync();
        return reused;
      } finally {
        first.close().sync();
        listener.close().sync();
      }
    }
  }

  private static int descriptor(Channel connection) {
    return ((EpollConnection) connection).fd().intValue();
  }
}
