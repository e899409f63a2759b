package dev.sallyport.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.time.Instant;

/** Accepts a client: dials the server, and reads once both are there. */
final class RelayInitializer extends ChannelInitializer<SocketChannel> {

  /** How much may wait to be sent to a side before the other one is no longer read. */
  static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(1 << 17, 1 << 18);

  private final RelayListener listener;
  private final RelayLog log;

  RelayInitializer(RelayListener listener, RelayLog log) {
    this.listener = listener;
    this.log = log;
  }

  @Override
  protected void initChannel(SocketChannel downstream) {
    SslContext tls = listener.tls();
    if (tls != null) {
      downstream.pipeline().addLast(server(tls, downstream));
    }
    Instant accepted = Instant.now();
    dial(downstream)
        .addListener(
            (ChannelFuture dialled) -> {
              if (dialled.isSuccess()) {
                relay(downstream, dialled.channel(), accepted);
              } else {
                downstream.close();
              }
            });
  }

  private SslHandler server(SslContext tls, Channel downstream) {
    SslHandler handler = tls.newHandler(downstream.alloc());
    if (!listener.tickets()) {
      SSL.setOptions(
          ((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer(), SSL.SSL_OP_NO_TICKET);
    }
    return handler;
  }

  private ChannelFuture dial(Channel downstream) {
    return new Bootstrap()
        .group(downstream.eventLoop())
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel upstream) {
                SslContext tls = listener.upstreamTls();
                if (tls != null) {
                  upstream
                      .pipeline()
                      .addLast(tls.newHandler(upstream.alloc(), "localhost", listener.backend()));
                }
              }
            })
        .connect("127.0.0.1", listener.backend());
  }

  private void relay(Channel downstream, Channel upstream, Instant accepted) {
    RelayHandler in = new RelayHandler(upstream);
    RelayHandler out = new RelayHandler(downstream);
    downstream.pipeline().addLast(in);
    upstream.pipeline().addLast(out);
    String client = String.valueOf(downstream.remoteAddress());
    downstream
        .closeFuture()
        .addListener(closed -> log.write(client, accepted, in.octets(), out.octets()));
    if (!downstream.isActive()) {
      upstream.close();
      return;
    }
    downstream.config().setAutoRead(true);
    upstream.config().setAutoRead(true);
  }
}
