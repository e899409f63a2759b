package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.config.Origins;
import dev.sallyport.config.TcpConfig;
import dev.sallyport.config.TransportConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A transport of one event loop on epoll; a test that asks for one is skipped elsewhere. */
final class EpollLoop implements AutoCloseable {
  private static final Origins ORIGINS = Origins.of("a.conf:3", "sallyport.transport");

  private final Transport transport;

  private EpollLoop(Transport transport) {
    this.transport = transport;
  }

  /**
   * Starts the loop.
   *
   * @param receiveBuffer of its connections, in octets; 0: the kernel's choice
   */
  static EpollLoop open(int receiveBuffer) throws TransportException {
    assumeThat(TransportKind.EPOLL.whyUnavailable()).isNull();
    return new EpollLoop(
        Transport.open(
            new TransportConfig(TransportConfig.Kind.EPOLL, 1, ORIGINS),
            new TcpConfig(true, true, Duration.ZERO, receiveBuffer, 0, ORIGINS)));
  }

  Transport transport() {
    return transport;
  }

  Channel connect(ServerSocket server, ChannelHandler handler) throws InterruptedException {
    return transport
        .dialer(transport.loops().next(), (InetSocketAddress) server.getLocalSocketAddress(), null)
        .handler(handler)
        .connect()
        .sync()
        .channel();
  }

  @Override
  public void close() {
    assertThat(transport.shutdown().awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
  }
}
