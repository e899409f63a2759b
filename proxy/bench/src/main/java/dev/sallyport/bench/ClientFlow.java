package dev.sallyport.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept alive, with one request at a time: further ones wait for their turn.
 * Event loop.
 */
final class ClientFlow extends SimpleChannelInboundHandler<FullHttpResponse> {
  private final Connector connector;
  private final Queue<Request> waiting = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Request running;

  /** What is told of the end of a request: its answer was 200, or it failed. */
  interface Request {
    void ended(boolean well);
  }

  ClientFlow(Connector connector, Request first) {
    this.connector = connector;
    waiting.add(first);
  }

  void open() {
    connector
        .connect(this)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                fail();
              }
            });
  }

  void close() {
    if (context != null) {
      context.close();
    }
  }

  void ask(Request request) {
    waiting.add(request);
    next();
  }

  private void next() {
    if (context == null || running != null) {
      return;
    }
    if (!context.channel().isActive()) {
      fail();
      return;
    }
    running = waiting.poll();
    if (running != null) {
      context.writeAndFlush(connector.request());
    }
  }

  /** The connection is over, or never came to be: so is all that was asked for. */
  private void fail() {
    end(false);
    while (!waiting.isEmpty()) {
      waiting.remove().ended(false);
    }
  }

  private void end(boolean well) {
    Request ended = running;
    running = null;
    if (ended != null) {
      ended.ended(well);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && completion.isSuccess()) {
      connector.handshakeCompleted();
      this.context = context;
      next();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    end(response.status().equals(HttpResponseStatus.OK));
    next();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
