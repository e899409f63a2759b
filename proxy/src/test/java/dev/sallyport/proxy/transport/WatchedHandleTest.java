package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.BusyServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection hears of epoll's events, and what not. */
class WatchedHandleTest {

  private static final int ATTEMPTS = 20;
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
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    LoopBuffers buffers = new LoopBuffers();
    try (EpollLoop epoll = EpollLoop.open(0);
        ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      Channel channel = epoll.connect(server, new Diary(heard));
      CountDownLatch ready = new CountDownLatch(1);
      channel
          .eventLoop()
          .submit(() -> epoll.transport().prepare((SocketChannel) channel, buffers))
          .sync();
      channel.eventLoop().execute(() -> await(ready));
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write('x');
        peer.shutdownOutput();
        ready.countDown();
        for (String word : List.of("FinAhead", "read", "ChannelInputShutdownEvent", "complete")) {
          assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(word);
        }
      }
      channel.close().sync();
    } finally {
      buffers.release();
    }
  }

  /** Writes down what a channel is told. */
  private static final class Diary extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<String> heard;

    Diary(BlockingQueue<String> heard) {
      this.heard = heard;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      heard.add("read");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      heard.add("complete");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      heard.add(event.getClass().getSimpleName());
    }
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
      int descriptor = ((EpollSocketChannel) closed).fd().intValue();
      Socket reset = server.accept();
      ChannelHandler closeAndDial =
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
              context.fireChannelRead(message);
              Teardown.close(closed);
              dial.complete(transport.dialer(loop, silence, null).handler(ear).connect());
            }
          };
      Channel first = epoll.connect(server, closeAndDial);
      try (Socket told = server.accept()) {
        CountDownLatch ready = new CountDownLatch(1);
        loop.execute(() -> await(ready));
        told.getOutputStream().write('x');
        reset.setSoLinger(true, 0);
        reset.close();
        ready.countDown();
        ChannelFuture dialled = dial.get(10, TimeUnit.SECONDS);
        loop.submit(() -> {}).sync();
        boolean reused = ((EpollSocketChannel) dialled.channel()).fd().intValue() == descriptor;
        assertThat(ear.heard).as("what the dial heard").isEmpty();
        assertThat(dialled.isDone()).as("connected or failed").isFalse();
        dialled.channel().close().sync();
        return reused;
      } finally {
        first.close().sync();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
