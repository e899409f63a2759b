package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On real sockets of epoll. */
@Timeout(60)
class OutletTest {
  private static final int PIECE = 50_021;
  private static final int PIECES = 400; // 20 MB: more than socket buffers hold

  private final Ear ear = new Ear();
  private EpollLoop loop;
  private ServerSocket server;
  private Channel channel;
  private Socket peer;

  @BeforeEach
  void connect() throws Exception {
    loop = EpollLoop.open(0);
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    channel = loop.connect(server, ear);
    peer = server.accept();
  }

  @AfterEach
  void disconnect() throws Exception {
    peer.close();
    server.close();
    channel.close().sync();
    loop.close();
  }

  @Test
  void whatNothingWaitsBeforeGoesAtOnce() throws Exception {
    ByteBuf data = bytes(0, 5);
    onLoop(() -> Outlet.write(channel, data));
    assertThat(peer.getInputStream().readNBytes(5)).containsExactly(0, 1, 2, 3, 4);
    assertThat(data.refCnt()).isZero();
    assertThat(Outlet.pending(channel)).isZero();
  }

  @Test
  void whatIsQueuedGoesWithTheFlushAndBeforeWhatIsWrittenThen() throws Exception {
    onLoop(
        () -> {
          Outlet.queue(channel, bytes(0, 3));
          Outlet.write(channel, bytes(3, 3));
        });
    assertThat(peer.getInputStream().available()).isZero();
    assertThat(Outlet.pending(channel)).isPositive();
    channel.flush();
    assertThat(peer.getInputStream().readNBytes(6)).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void whatTheSocketDoesNotTakeComesInOrderToo() throws Exception {
    onLoop(
        () -> {
          for (int i = 0; i < PIECES; i++) {
            Outlet.write(channel, bytes(i * PIECE, PIECE));
          }
        });
    assertThat(Outlet.pending(channel)).isPositive();
    assertThat(channel.isWritable()).isFalse();
    channel.flush();
    byte[] received = peer.getInputStream().readNBytes(PIECES * PIECE);
    assertThat(received).hasSize(PIECES * PIECE);
    for (int i = 0; i < received.length; i++) {
      if (received[i] != (byte) i) {
        throw new AssertionError("octet " + i + " is " + received[i]);
      }
    }
  }

  @Test
  void aBrokenConnectionIsToldOf() throws Exception {
    peer.setSoLinger(true, 0);
    ByteBuf lost = bytes(0, 5);
    CompletableFuture<Throwable> heard =
        CompletableFuture.supplyAsync(
            () -> {
              close(peer); // what epoll tells of it comes after this task
              Outlet.write(channel, lost);
              return ear.heard.getNow(null);
            },
            channel.eventLoop());
    assertThat(heard.get(10, TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reset");
    assertThat(lost.refCnt()).isZero();
  }

  @Test
  void aClosedConnectionTakesNothing() throws Exception {
    int descriptor = ((EpollConnection) channel).fd().intValue();
    channel.close().sync();
    List<Socket> others = new ArrayList<>();
    try {
      while (others.size() < 20) { // one of them has the descriptor's number now
        others.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        others.add(server.accept());
      }
      ByteBuf late = bytes(0, 5);
      onLoop(() -> Outlet.write(channel, late));
      assertThat(late.refCnt()).isZero();
      assertThat(Files.exists(Path.of("/proc/self/fd", Integer.toString(descriptor)))).isTrue();
      for (Socket other : others) {
        assertThat(other.getInputStream().available()).isZero();
      }
    } finally {
      others.forEach(OutletTest::close);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onLoop(Runnable task) throws InterruptedException {
    channel.eventLoop().submit(task).sync();
  }

  /** As many octets as asked for, each of which is its place in the stream. */
  private ByteBuf bytes(int from, int count) {
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      octets[i] = (byte) (from + i);
    }
    return channel.alloc().directBuffer(count).writeBytes(octets);
  }

  private static final class Ear extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Throwable> heard = new CompletableFuture<>();

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      heard.complete(cause);
    }
  }
}
