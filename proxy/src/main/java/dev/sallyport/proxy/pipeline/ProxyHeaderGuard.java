package dev.sallyport.proxy.pipeline;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Stands before Netty's decoder of PROXY headers and keeps it from closing the connection: a
 * malformed header is refused like any other client, by RST and with a reason.
 */
final class ProxyHeaderGuard extends ChannelDuplexHandler {

  private boolean decoding;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    decoding = true;
    ctx.fireChannelRead(message);
    decoding = false;
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (decoding) {
      promise.cancel(false);
    } else {
      ctx.close(promise);
    }
  }
}
