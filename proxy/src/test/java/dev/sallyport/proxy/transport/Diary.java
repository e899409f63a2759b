package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.BlockingQueue;

/** Writes down what a channel is told. */
final class Diary extends ChannelInboundHandlerAdapter {
  private final BlockingQueue<String> heard;
  private final String name;

  Diary(BlockingQueue<String> heard, String name) {
    this.heard = heard;
    this.name = name;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    heard.add(name + "read " + ((ByteBuf) message).readableBytes());
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    heard.add(name + "complete");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    heard.add(name + event.getClass().getSimpleName());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    heard.add(name + cause.getClass().getSimpleName());
  }
}
