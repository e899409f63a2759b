package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** The kernel is asked about the connection that is meant, and about no other. */
class TcpInfoTest {

  @Test
  void ofAClosedChannelNothingIsKnownThoughItsDescriptorIsAnothersByNow() throws Exception {
    assumeTrue(Epoll.isAvailable(), "skipped: there is no epoll here");
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Channel channel =
          new Bootstrap()
              .group(group)
              .channel(EpollSocketChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(server.getLocalSocketAddress())
              .sync()
              .channel();
      assertThat(TcpInfo.of(channel)).isNotNull();
      channel.close().sync();
      // It takes the lowest number that is free, which was the channel's.
      try (Socket other = new Socket(server.getInetAddress(), server.getLocalPort())) {
        assertThat(other.isConnected()).isTrue();
        assertThat(TcpInfo.of(channel)).isNull();
        assertThat(PendingError.of(channel)).isNull();
      }
    } finally {
      group.shutdownGracefully();
    }
  }
}
