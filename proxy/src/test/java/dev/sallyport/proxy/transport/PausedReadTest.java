package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who finishes behind much that he sent is read as slowly as it is wanted. */
class PausedReadTest {
  private static final int SENT = 600_000;
  private static final int WINDOW = 1 << 20;

  @Test
  @Timeout(60)
  void aReadCanPauseTheNextThoughTheInputHasEnded() throws Exception {
    LoopBuffers buffers = new LoopBuffers();
    try (EpollLoop loop = EpollLoop.open(WINDOW);
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      OneAtATime reader = new OneAtATime(loop.transport(), buffers);
      Channel channel = loop.connect(server, reader);
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write(new byte[SENT]);
        peer.shutdownOutput();
        int reads = 0;
        while (reader.received.get() < SENT) {
          reads++;
          channel.config().setAutoRead(true);
          int atLeast = reads;
          await().until(() -> reader.reads.get() >= atLeast);
          channel.eventLoop().submit(() -> {}).sync();
          assertThat(reader.reads.get()).isEqualTo(reads);
        }
        assertThat(reads).isGreaterThan(SENT / Transport.READ_BYTES);
        channel.config().setAutoRead(true);
        await().until(() -> reader.fins.get() == 1);
        assertThat(reader.causes).hasOnlyElementsOfType(ReadPausedException.class);
      }
      channel.close().sync();
    } finally {
      buffers.release();
    }
  }

  /** Pauses after each read. */
  private static final class OneAtATime extends ChannelInboundHandlerAdapter {
    private final Transport transport;
    private final LoopBuffers buffers;
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger fins = new AtomicInteger();
    private final Queue<Throwable> causes = new ConcurrentLinkedQueue<>();

    OneAtATime(Transport transport, LoopBuffers buffers) {
      this.transport = transport;
      this.buffers = buffers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(false);
      transport.prepare((DuplexChannel) context.channel(), buffers);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.channel().config().setAutoRead(false);
      ByteBuf data = (ByteBuf) message;
      received.addAndGet(data.readableBytes());
      data.release();
      reads.incrementAndGet();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        fins.incrementAndGet();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      causes.add(cause);
    }
  }
}
