package dev.sallyport.proxy.pipeline;

import dev.sallyport.proxy.transport.LoopBuffers;
import dev.sallyport.proxy.transport.Outlet;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes between a channel and its {@link TlsEngine}: ciphertext on the socket's side,
 * plaintext on the other.
 *
 * <p>What an engine call brings forth is kept until the call has returned, then handed on in the
 * order of the wire: whoever hears of an event may call this handler again.
 */
public final class TlsHandler extends ChannelInboundHandlerAdapter {

  /** How long messages wait for application data to go with: most answers are there before. */
  private static final long HOLD_MILLIS = 20;

  /** How much may wait for the end of the output: of much the end would be a small part. */
  private static final int KEPT_OCTETS = 1 << 14;

  private final TlsEngine engine;
  private final LoopBuffers buffers;
  private final ConnectionListener listener;
  private final Deque<TlsEvent> events = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable ByteBuf encrypted;
  private @Nullable ByteBuf decrypted;
  private long received;
  private boolean delivering;
  private boolean flushDue;
  private boolean holding;
  private boolean keeping;

  /**
   * A handler that is about to be added to a pipeline.
   *
   * @param engines makes the engine for the sink it is given
   */
  public TlsHandler(
      Function<TlsSink, TlsEngine> engines, LoopBuffers buffers, ConnectionListener listener) {
    this.engine = engines.apply(new Sink());
    this.buffers = buffers;
    this.listener = listener;
  }

  /** Begins the handshake: a client sends its ClientHello. */
  public void begin() {
    engine.begin();
    deliver();
    flushIfDue();
  }

  /** Sends close_notify, now or with the next flush; the input stays open. */
  public void closeOutput() {
    engine.closeOutput();
    sendEncrypted();
    deliver();
  }

  /** Whether something that was sent waits for more to go with. */
  public boolean isKeeping() {
    return keeping;
  }

  /** Sends what waits for more to go with, if anything does. */
  public void sendKept() {
    if (keeping) {
      sendEncrypted();
    }
  }

  /** Gives up with a fatal alert. The caller flushes. */
  public void abort(TlsAlert.Description alert, FailureType type, String detail) {
    engine.abort(alert, type, detail);
    deliver();
  }

  /** The peer is gone by RST, or the path to it was lost. */
  public void lost() {
    engine.lost();
  }

  /** Whether application data can be sent. */
  public boolean canSend() {
    return engine.canSend();
  }

  /** How many bytes of ciphertext came. */
  public long received() {
    return received;
  }

  /** Whether the handshake was completed. */
  public boolean established() {
    return engine.established();
  }

  /** What the engine knows now. */
  public TlsFacts facts() {
    return engine.facts();
  }

  /** Why TLS failed, or null if it did not. */
  public @Nullable TlsFailure failure() {
    return engine.failure();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    byte[] scratch = buffers.heap();
    try {
      received += data.readableBytes();
      while (data.isReadable()) {
        int length = Math.min(data.readableBytes(), scratch.length);
        data.readBytes(scratch, 0, length);
        engine.receive(scratch, 0, length);
        deliver();
      }
      if (engine.holdsMessages() && !holding) {
        holding = true;
        ctx.executor().schedule(this::sendHeld, HOLD_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      data.release();
    }
  }

  private void sendHeld() {
    holding = false;
    if (context().channel().isActive()) {
      engine.sendHeld();
      deliver();
      flushIfDue();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flushIfDue();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean fin = event instanceof ChannelInputShutdownEvent;
    if (fin) {
      flushIfDue();
    }
    ctx.fireUserEventTriggered(event);
    if (fin) {
      engine.endInput();
      deliver();
      flushIfDue();
      listener.finJudged();
    }
  }

  /**
   * Sends application data, as far as there is room for it now; the rest goes with the next flush.
   * Nothing is sent any more once the output has ended.
   *
   * @param data is the caller's no more
   * @param more whether the end of the output is likely to be next: a little data waits for it, or
   *     for {@link #sendKept}
   */
  public void send(ByteBuf data, boolean more) {
    byte[] scratch = buffers.heap();
    try {
      while (data.isReadable() && engine.canSend()) {
        int length = Math.min(data.readableBytes(), scratch.length);
        data.readBytes(scratch, 0, length);
        engine.send(scratch, 0, length);
      }
    } finally {
      data.release();
    }
    keeping = more && encrypted != null && encrypted.readableBytes() <= KEPT_OCTETS;
    if (keeping) {
      handOn();
    } else {
      sendEncrypted();
      deliver();
    }
  }

  private void sendEncrypted() {
    keeping = false;
    ByteBuf out = encrypted;
    if (out != null) {
      encrypted = null;
      Outlet.write(context().channel(), out);
    }
  }

  private void deliver() {
    ByteBuf out = encrypted;
    if (out != null) {
      encrypted = null;
      keeping = false;
      flushDue = true;
      Outlet.queue(context().channel(), out);
    }
    handOn();
  }

  private void handOn() {
    if (delivering) {
      return;
    }
    ChannelHandlerContext context = context();
    delivering = true;
    try {
      deliverPlaintext(context);
      for (TlsEvent event = events.poll(); event != null; event = events.poll()) {
        listener.tls(event);
        deliverPlaintext(context);
      }
    } finally {
      delivering = false;
    }
  }

  private ChannelHandlerContext context() {
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return ctx;
  }

  private void deliverPlaintext(ChannelHandlerContext context) {
    ByteBuf data = decrypted;
    if (data != null) {
      decrypted = null;
      context.fireChannelRead(data);
    }
  }

  private void flushIfDue() {
    if (flushDue && ctx != null) {
      flushDue = false;
      ctx.flush();
    }
  }

  private void release() {
    if (encrypted != null) {
      encrypted.release();
      encrypted = null;
    }
    if (decrypted != null) {
      decrypted.release();
      decrypted = null;
    }
  }

  /** Copies what the engine puts out, which is the engine's only until it goes on. */
  private final class Sink implements TlsSink {

    @Override
    public void ciphertext(byte[] buffer, int offset, int length) {
      encrypted = withRoom(encrypted, length).writeBytes(buffer, offset, length);
    }

    @Override
    public void plaintext(byte[] buffer, int offset, int length) {
      listener.decrypted();
      decrypted = withRoom(decrypted, length).writeBytes(buffer, offset, length);
    }

    @Override
    public void event(TlsEvent event) {
      events.add(event);
    }

    /** What was put out before, or nothing yet, with room for more. */
    private ByteBuf withRoom(@Nullable ByteBuf before, int more) {
      ByteBuf all = before == null ? buffers.lendForOutput() : before;
      if (all.maxWritableBytes() >= more) {
        return all;
      }
      ByteBuf larger = context().alloc().directBuffer(2 * (all.readableBytes() + more));
      larger.writeBytes(all);
      all.release();
      return larger;
    }
  }
}
