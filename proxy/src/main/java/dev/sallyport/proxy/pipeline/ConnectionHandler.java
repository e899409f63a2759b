package dev.sallyport.proxy.pipeline;

import dev.sallyport.proxy.transport.FinAhead;
import dev.sallyport.proxy.transport.ReadPausedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * The last handler of every connection: callbacks become calls of its {@link ConnectionListener}.
 */
public final class ConnectionHandler extends ChannelInboundHandlerAdapter {

  private final ConnectionListener listener;

  public ConnectionHandler(ConnectionListener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    listener.received((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    listener.batchEnded();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    listener.writabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      listener.finReceived();
    } else if (event instanceof FinAhead) {
      listener.finAhead();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof ReadPausedException) {
      listener.endedWhilePaused();
    } else {
      listener.broken(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    listener.closed();
  }
}
