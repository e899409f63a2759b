package dev.sallyport.proxy.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the acceptor of a listening channel: counts what is accepted, ceases at the limit,
 * and survives running out of file descriptors.
 */
public final class AcceptHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptHandler.class);
  private static final long RETRY_MILLIS = 200;
  private static final long COMPLAIN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String listener;
  private final int maxConnections;
  private final AtomicInteger connections = new AtomicInteger();

  private @Nullable AcceptGate gate;
  private long refusals;

  /**
   * A handler for one listening channel.
   *
   * @param listener its name in the configuration
   * @param maxConnections how many may be open at once
   */
  public AcceptHandler(String listener, int maxConnections) {
    this.listener = listener;
    this.maxConnections = maxConnections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    gate = new AcceptGate(ctx.channel());
  }

  /** What lets connections in; there once the channel was made. */
  public AcceptGate gate() {
    if (gate == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return gate;
  }

  /** How many connections are open. */
  int connections() {
    return connections.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel accepted = (Channel) message;
    if (connections.incrementAndGet() >= maxConnections) {
      gate().close(AcceptGate.Reason.MAX_CONNECTIONS);
    }
    accepted.closeFuture().addListener(closed -> released(ctx.executor()));
    ctx.fireChannelRead(message);
  }

  /** Another may have been accepted when the listening channel's loop comes to look. */
  private void released(EventExecutor loop) {
    if (connections.getAndDecrement() == maxConnections) {
      loop.execute(this::openIfBelow);
    }
  }

  /** On the listening channel's event loop, where alone the count grows. */
  private void openIfBelow() {
    if (connections.get() < maxConnections) {
      gate().open(AcceptGate.Reason.MAX_CONNECTIONS);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    gate().close(AcceptGate.Reason.DESCRIPTORS);
    if (refusals++ == 0) {
      LOG.warn(
          "{}: cannot accept: {}; trying again every {} ms (raise the limit on open files, or lower"
              + " max-connections)",
          listener,
          cause.getMessage(),
          RETRY_MILLIS);
      ctx.executor().schedule(() -> refusals = 0, COMPLAIN_EVERY_NANOS, TimeUnit.NANOSECONDS);
    }
    ctx.executor()
        .schedule(
            () -> gate().open(AcceptGate.Reason.DESCRIPTORS), RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }
}
