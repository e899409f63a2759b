package dev.sallyport.proxy.pipeline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.util.List;

/**
 * Looks whether a connection begins with a PROXY protocol header, version 1 or 2, and gives way to
 * what reads one. The first octet that belongs to neither decides: who need not send a header is
 * never made to wait.
 */
public final class ProxyHeaderHandler extends ByteToMessageDecoder {

  private static final byte[] VERSION_1 = "PROXY ".getBytes(US_ASCII);
  private static final byte[] VERSION_2 = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);

  /** Few octets that are waited on are not to keep the buffer of a whole read. */
  private static final Cumulator COPY =
      (allocator, before, more) -> {
        ByteBuf all = allocator.buffer(before.readableBytes() + more.readableBytes());
        all.writeBytes(before).writeBytes(more);
        before.release();
        more.release();
        return all;
      };

  private final boolean required;
  private final ConnectionListener listener;
  private boolean begun;

  /**
   * A handler for the head of a pipeline.
   *
   * @param required whether a connection without a header is refused
   */
  public ProxyHeaderHandler(boolean required, ConnectionListener listener) {
    this.required = required;
    this.listener = listener;
    setCumulator(COPY);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!begun) {
      begun = true;
      listener.headerBegun();
    }
    if (begins(in, VERSION_1) || begins(in, VERSION_2)) {
      if (HAProxyMessageDecoder.detectProtocol(in).state() == ProtocolDetectionState.DETECTED) {
        readHeader(ctx);
      }
    } else {
      withoutHeader(ctx, in);
    }
  }

  /** Whether all that has come so far is how {@code prefix} begins, or begins with it. */
  private static boolean begins(ByteBuf in, byte[] prefix) {
    int length = Math.min(in.readableBytes(), prefix.length);
    for (int at = 0; at < length; at++) {
      if (in.getByte(in.readerIndex() + at) != prefix[at]) {
        return false;
      }
    }
    return true;
  }

  private void readHeader(ChannelHandlerContext ctx) {
    ProxyHeaderGuard guard = new ProxyHeaderGuard();
    ctx.pipeline()
        .addAfter(ctx.name(), "proxy-header", new ProxyHeaderReader(guard, listener))
        .addAfter(ctx.name(), null, new HAProxyMessageDecoder(true))
        .addAfter(ctx.name(), null, guard);
    ctx.pipeline().remove(this);
  }

  private void withoutHeader(ChannelHandlerContext ctx, ByteBuf in) {
    if (required) {
      in.skipBytes(in.readableBytes());
      listener.headerFailed("the connection does not begin with a PROXY header");
    } else {
      listener.headerRead(null, null);
      ctx.pipeline().remove(this);
    }
  }

  /** Who has said all without a header, and need not send one, has said it. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !required) {
      withoutHeader(ctx, internalBuffer());
    }
    ctx.fireUserEventTriggered(event);
  }
}
