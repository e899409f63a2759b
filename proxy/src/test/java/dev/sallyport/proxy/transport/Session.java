package dev.sallyport.proxy.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection, its peer, and what it hears. */
final class Session implements AutoCloseable {
  private final EpollLoop epoll;
  private final boolean first;
  final BlockingQueue<String> heard;
  private final LoopBuffers buffers = new LoopBuffers();
  final Channel channel;
  final Socket peer;

  private Session(EpollLoop epoll, boolean first, BlockingQueue<String> heard, String name)
      throws Exception {
    this.epoll = epoll;
    this.first = first;
    this.heard = heard;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      channel = epoll.connect(server, new Diary(heard, name));
      peer = server.accept();
    }
    readsInto(buffers);
  }

  void readsInto(LoopBuffers others) throws InterruptedException {
    channel
        .eventLoop()
        .submit(() -> epoll.transport().prepare((DuplexChannel) channel, others))
        .sync();
  }

  static Session open() throws Exception {
    return new Session(EpollLoop.open(1 << 20), true, new LinkedBlockingQueue<>(), "");
  }

  /** Of the same loop, which is heard by the same. */
  Session another(String name) throws Exception {
    return new Session(epoll, false, heard, name);
  }

  /** Has the loop hear of it all at once. */
  void meanwhile(Deed deed) throws Exception {
    CountDownLatch ready = hold(channel.eventLoop());
    deed.to(peer);
    long[] before = {-1};
    await()
        .during(Duration.ofMillis(50))
        .until(
            () -> { // nothing more comes
              long last = before[0];
              before[0] = octetsReceived();
              return before[0] == last;
            });
    ready.countDown();
  }

  private long octetsReceived() {
    return requireNonNull(TcpInfo.of(channel)).bytesReceived();
  }

  void hears(String... words) throws InterruptedException {
    for (String word : words) {
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(word);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close().syncUninterruptibly();
    peer.close();
    channel.eventLoop().submit(buffers::release).syncUninterruptibly();
    if (first) {
      epoll.close();
    }
  }

  /** What is done with a peer. */
  interface Deed {
    void to(Socket peer) throws IOException;
  }

  /** Keeps a loop from all else, from now until the latch is counted down. */
  static CountDownLatch hold(EventLoop loop) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(1);
    loop.execute(
        () -> {
          held.countDown();
          waitFor(ready);
        });
    held.await();
    return ready;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
