package dev.sallyport.proxy.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header that Netty's decoder before it has read, then gives way, as the decoder
 * does by itself.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

  private final ProxyHeaderGuard guard;
  private final ConnectionListener listener;
  private boolean done;

  ProxyHeaderReader(ProxyHeaderGuard guard, ConnectionListener listener) {
    this.guard = guard;
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      ctx.fireChannelRead(message);
      return;
    }
    done = true;
    ctx.pipeline().remove(guard);
    try {
      listener.headerRead(
          address(header.sourceAddress(), header.sourcePort()),
          address(header.destinationAddress(), header.destinationPort()));
    } finally {
      header.release();
    }
    ctx.pipeline().remove(this);
  }

  private static @Nullable InetSocketAddress address(@Nullable String host, int port) {
    byte[] bytes = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException(wrongLength);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && !done) {
      done = true;
      ctx.pipeline().remove(guard);
      listener.headerFailed("malformed PROXY header: " + cause.getMessage());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
