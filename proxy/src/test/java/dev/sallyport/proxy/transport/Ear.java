package dev.sallyport.proxy.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps what a channel is told of that goes wrong. */
final class Ear extends ChannelInboundHandlerAdapter {
  final BlockingQueue<Throwable> heard = new LinkedBlockingQueue<>();

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    heard.add(cause);
  }
}
