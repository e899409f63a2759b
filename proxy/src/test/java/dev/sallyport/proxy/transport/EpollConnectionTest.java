package dev.sallyport.proxy.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.BusyServer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection on epoll hears and does, on real sockets. */
class EpollConnectionTest {

  private static final int ATTEMPTS = 20;
  private static final int TURNS = 6;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  @Timeout(60)
  void anEventOfTheDescriptorsFormerOwnerIsNotHeard() throws Exception {
    try (EpollLoop loop = EpollLoop.open(0);
        BusyServer busy = BusyServer.start()) {
      InetSocketAddress silence = new InetSocketAddress(LOOPBACK, busy.port());
      boolean reused = false;
      for (int i = 0; i < ATTEMPTS && !reused; i++) {
        reused = dialsOnAReusedDescriptor(loop, silence);
      }
      assertThat(reused).as("a dial got the descriptor of the connection closed before").isTrue();
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
      CountDownLatch ready = new CountDownLatch(1);
      loop.execute(() -> Session.waitFor(ready));
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
    try (Session session = Session.open()) {
      Session other = session.another("other ");
      other.channel.eventLoop().submit(other.buffers::release).sync();
      other.peer.getOutputStream().write('x');
      session.hears("other complete", "other IllegalReferenceCountException");
      other.channel.closeFuture().sync();
      session.peer.getOutputStream().write('x');
      session.hears("read 1", "complete");
      other.peer.close();
    }
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
   * Two connections have news in one batch of events; who is told first closes the other and dials.
   */
  private static boolean dialsOnAReusedDescriptor(EpollLoop epoll, InetSocketAddress silence)
      throws Exception {
    Transport transport = epoll.transport();
    EventLoop loop = transport.loops().next();
    Ear ear = new Ear();
    CompletableFuture<ChannelFuture> dial = new CompletableFuture<>();
    try (ServerSocket server = new ServerSocket(0, 2, LOOPBACK)) {
      Channel closed = epoll.connect(server, new ChannelInboundHandlerAdapter());
      int descriptor = ((EpollConnection) closed).fd().intValue();
      Socket reset = server.accept();
      ChannelHandler closeAndDial =
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
              context.fireChannelRead(message);
              closed.close();
              dial.complete(transport.dialer(loop, silence, null).handler(ear).connect());
            }
          };
      Channel first = epoll.connect(server, closeAndDial);
      try (Socket told = server.accept()) {
        CountDownLatch ready = new CountDownLatch(1);
        loop.execute(() -> Session.waitFor(ready));
        told.getOutputStream().write('x');
        reset.setSoLinger(true, 0);
        reset.close();
        ready.countDown();
        ChannelFuture dialled = dial.get(10, TimeUnit.SECONDS);
        loop.submit(() -> {}).sync();
        boolean reused = ((EpollConnection) dialled.channel()).fd().intValue() == descriptor;
        assertThat(ear.heard).as("what the dial heard").isEmpty();
        assertThat(dialled.isDone()).as("connected or failed").isFalse();
        dialled.channel().close().sync();
        return reused;
      } finally {
        first.close().sync();
      }
    }
  }
}
