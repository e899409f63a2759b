package dev.sallyport.proxy.pipeline;

import dev.sallyport.tls.ClientHelloParser;
import dev.sallyport.tls.FailureType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads the ClientHello of a connection that is passed through, changes nothing, and leaves the
 * pipeline when it has it.
 */
public final class ClientHelloHandler extends ChannelInboundHandlerAdapter {

  private final ClientHelloParser parser = new ClientHelloParser();
  private final ConnectionListener listener;

  public ClientHelloHandler(ConnectionListener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    byte[] bytes = ByteBufUtil.getBytes(data);
    ctx.fireChannelRead(data);
    switch (parser.feed(bytes, 0, bytes.length)) {
      case NEED_MORE -> {}
      case COMPLETE -> {
        ctx.pipeline().remove(this);
        listener.helloRead(parser.hello());
      }
      case NOT_TLS -> fail(ctx, FailureType.NOT_TLS);
      case MALFORMED -> fail(ctx, FailureType.MALFORMED);
      case TOO_LARGE -> fail(ctx, FailureType.LIMIT);
    }
  }

  private void fail(ChannelHandlerContext ctx, FailureType type) {
    ctx.pipeline().remove(this);
    listener.helloFailed(type, parser.detail());
  }
}
