package dev.sallyport.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.util.List;

/**
 * Looks whether a connection begins with a PROXY protocol header, version 1 or 2, and gives way to
 * what reads one.
 */
public final class ProxyHeaderHandler extends ByteToMessageDecoder {

  private final boolean required;
  private final ConnectionListener listener;

  /**
   * A handler for the head of a pipeline.
   *
   * @param required whether a connection without a header is refused
   */
  public ProxyHeaderHandler(boolean required, ConnectionListener listener) {
    this.required = required;
    this.listener = listener;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ProtocolDetectionState state = HAProxyMessageDecoder.detectProtocol(in).state();
    switch (state) {
      case NEEDS_MORE_DATA -> awaitOrGiveUp(ctx, in);
      case DETECTED -> {
        ProxyHeaderGuard guard = new ProxyHeaderGuard();
        ctx.pipeline()
            .addAfter(ctx.name(), "proxy-header", new ProxyHeaderReader(guard, listener))
            .addAfter(ctx.name(), null, new HAProxyMessageDecoder(true))
            .addAfter(ctx.name(), null, guard);
        ctx.pipeline().remove(this);
      }
      case INVALID -> withoutHeader(ctx, in);
    }
  }

  /** A first byte that begins neither version decides before the twelve that detection wants. */
  private void awaitOrGiveUp(ChannelHandlerContext ctx, ByteBuf in) {
    byte first = in.getByte(in.readerIndex());
    if (first != 'P' && first != '\r') {
      withoutHeader(ctx, in);
    }
  }

  private void withoutHeader(ChannelHandlerContext ctx, ByteBuf in) {
    if (required) {
      in.skipBytes(in.readableBytes());
      listener.headerFailed(false, "the connection does not begin with a PROXY header");
    } else {
      listener.headerRead(null, null);
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ctx.fireUserEventTriggered(event);
    if (event instanceof ChannelInputShutdownEvent) {
      listener.headerFailed(actualReadableBytes() == 0, "the client left before its PROXY header");
    }
  }
}
