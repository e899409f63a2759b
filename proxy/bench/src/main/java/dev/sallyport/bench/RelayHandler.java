package dev.sallyport.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** One side of a relayed connection: what it reads goes to the other one, and so does its end. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
  private final Channel other;
  private long octets;

  RelayHandler(Channel other) {
    this.other = other;
  }

  long octets() {
    return octets;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    octets += ((ByteBuf) message).readableBytes();
    other.write(message, other.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
    if (!other.isWritable()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    other.config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (other.isActive()) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
