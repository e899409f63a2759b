package dev.sallyport.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** Makes connections with TLS 1.3 and HTTP/1.1 to one port of this host, all on one event loop. */
final class Connector {
  private static final String HOST = "127.0.0.1";
  private static final int LARGEST_ANSWER = 1 << 20;

  private final EventLoop loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
  private final Verifications verifications = new Verifications();
  private final AtomicInteger handshakes = new AtomicInteger();
  private final SslContext tls;
  private final int port;
  private final String path;

  Connector(int port, String path) throws SSLException {
    this.port = port;
    this.path = path;
    tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .option(OpenSslContextOption.GROUPS, new String[] {"x25519"})
            .endpointIdentificationAlgorithm(null)
            .trustManager(verifications)
            .build();
  }

  EventLoop loop() {
    return loop;
  }

  /** How many handshakes were completed by resumption of a session. */
  long resumed() {
    return handshakes.get() - verifications.count();
  }

  /** To be told of a handshake that was completed. */
  void handshakeCompleted() {
    handshakes.incrementAndGet();
  }

  ChannelFuture connect(ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                pipeline.addLast(tls.newHandler(channel.alloc(), HOST, port));
                pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_ANSWER));
                pipeline.addLast(handler);
              }
            })
        .connect(HOST, port);
  }

  /** The one request that is ever made. */
  FullHttpRequest request() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
    request.headers().set(HttpHeaderNames.HOST, HOST);
    return request;
  }
}
