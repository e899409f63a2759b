package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.pipeline.ConnectionHandler;
import dev.sallyport.proxy.pipeline.ConnectionListener;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.transport.TcpInfo;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One side of a flow at run time: what its handlers tell becomes events, what the flow wants
 * becomes calls on its channel. It decides nothing that concerns the other side.
 */
final class Connection implements ConnectionListener {

  /** What is taken in before it can be relayed: a request that comes with the last handshake. */
  private static final int MAX_EARLY_BYTES = 64 * 1024;

  /** How a peer in mid-handshake is left. */
  enum Farewell {
    /** With an alert that says that we failed, and time to read it and close. */
    GENTLY(TlsAlert.Description.INTERNAL_ERROR),
    /** With an alert that says that we want no more, and no time. */
    AT_ONCE(TlsAlert.Description.USER_CANCELED);

    private final TlsAlert.Description alert;

    Farewell(TlsAlert.Description alert) {
      this.alert = alert;
    }
  }

  private final Side side;
  private final SocketChannel channel;
  private final Flow flow;
  private final Traffic traffic = new Traffic();
  private final Deque<ByteBuf> early = new ArrayDeque<>();

  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private @Nullable TlsHandler tls;
  private @Nullable ClientHello passedHello;
  private int earlyBytes;
  private boolean held;
  private boolean finSeen;
  private boolean finishing;
  private boolean discarding;
  private boolean closing;
  private boolean resetting;
  private boolean unusable;
  private boolean detached;

  Connection(Side side, SocketChannel channel, Flow flow) {
    this.side = side;
    this.channel = channel;
    this.flow = flow;
    flow.services().transport().prepare(channel);
    channel.pipeline().addLast("connection", new ConnectionHandler(this));
  }

  // ---- What the flow asks

  /** Takes its addresses down, which a closed channel no longer tells. */
  void opened() {
    local = channel.localAddress();
    remote = channel.remoteAddress();
  }

  /** Puts a TLS engine between socket and flow and begins. */
  void startTls(Function<TlsSink, TlsEngine> engines) {
    TlsHandler handler = new TlsHandler(engines, flow.services().loop().scratch(), this);
    tls = handler;
    channel.pipeline().addBefore("connection", "tls", handler);
    handler.begin();
  }

  /** Reads nothing until {@link #unhold}: bytes that come now would be for a handler to come. */
  void hold() {
    held = true;
  }

  boolean isHeld() {
    return held;
  }

  void unhold() {
    held = false;
    updateReading();
  }

  /** Writes bytes of the other side, which belong to this connection from now on. */
  void write(ByteBuf data) {
    if (finishing || closing) {
      data.release();
      return;
    }
    if (traffic.sent(data.readableBytes())) {
      flow.note(side, "app.first_byte", Direction.OUT, Map.of());
    }
    channel.write(compact(data), channel.voidPromise());
  }

  /** Bytes that must wait are not to keep a buffer many times their size. */
  private ByteBuf compact(ByteBuf data) {
    if (data.readableBytes() > data.capacity() / 4 || !mustWait()) {
      return data;
    }
    ByteBuf small = channel.alloc().directBuffer(data.readableBytes());
    small.writeBytes(data);
    data.release();
    return small;
  }

  private boolean mustWait() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting != null && waiting.totalPendingWriteBytes() > 0;
  }

  void flush() {
    channel.flush();
    traffic.mark(flow.now());
  }

  /** Hands what came before the relay to {@code other}. */
  void relayEarly(Connection other) {
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      other.write(data);
    }
    earlyBytes = 0;
    other.flush();
  }

  /**
   * Ends the output once all that was written has gone: close_notify, where TLS can say it and
   * {@code clean}, then FIN.
   */
  void finish(boolean clean) {
    if (finishing || closing) {
      return;
    }
    if (clean && tls != null && tls.canSend()) {
      tls.closeOutput();
    }
    finishing = true;
    whenFlushed(
        flushed -> {
          if (flushed.isSuccess()) {
            channel.shutdownOutput().addListener(this::finSent);
          }
        });
  }

  private void finSent(Future<? super Void> shut) {
    if (shut.isSuccess()) {
      report(Event.FIN_SENT);
    } else if (!closing) {
      broken(shut.cause());
    }
  }

  /** Ends the output as if the line had been cut, once all that was written has gone. */
  void truncate() {
    if (tls != null) {
      finish(false);
    } else {
      finishing = true;
      whenFlushed(flushed -> reset());
    }
  }

  /** Nobody wants what still comes in; it is read all the same, so that the FIN is seen. */
  void discardInput() {
    discarding = true;
    releaseEarly();
    updateReading();
  }

  /**
   * Gives up: an alert and FIN where the handshake is unfinished or an alert of ours tells why,
   * otherwise RST.
   */
  void abort(Farewell farewell, String detail) {
    TlsHandler handler = tls;
    if (handler == null || closing || unusable || !(isHandshaking(handler) || toldWhy(handler))) {
      reset();
      return;
    }
    if (handler.failure() == null) {
      handler.abort(farewell.alert, FailureType.ABORTED, detail);
    }
    discardInput();
    if (farewell == Farewell.GENTLY) {
      finish(false);
    } else {
      finishing = true;
      whenFlushed(flushed -> close());
    }
  }

  private static boolean isHandshaking(TlsHandler handler) {
    return !handler.established();
  }

  private static boolean toldWhy(TlsHandler handler) {
    TlsFailure failure = handler.failure();
    TlsAlert alert = failure == null ? null : failure.alert();
    return alert != null && alert.direction() == dev.sallyport.tls.Direction.OUT;
  }

  /** Sends RST and closes, losing what waits to be sent. */
  void reset() {
    if (!closing && !unusable) {
      resetting = true;
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    close();
  }

  /** Closes the descriptor. */
  void close() {
    if (!closing) {
      sampleFinAck();
      closing = true;
      channel.close();
    }
  }

  /** Closes without a word to the flow: another connection takes this one's place. */
  void detach() {
    detached = true;
    releaseEarly();
    reset();
  }

  private void whenFlushed(ChannelFutureListener then) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(then);
  }

  /** Reads while there is a use for what is read. */
  void updateReading() {
    boolean wanted = discarding || (!held && (flow.relays() ? roomOnOther() : roomForEarly()));
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  private boolean roomForEarly() {
    return earlyBytes < MAX_EARLY_BYTES;
  }

  private boolean roomOnOther() {
    Connection other = flow.connection(side.other());
    return other == null || other.channel.isWritable();
  }

  // ---- What the handlers tell

  @Override
  public void received(ByteBuf data) {
    int length = data.readableBytes();
    if (discarding || closing || detached) {
      data.release();
      return;
    }
    if (traffic.received(length)) {
      flow.note(side, "app.first_byte", Direction.IN, Map.of());
    }
    Connection other = flow.relays() ? flow.connection(side.other()) : null;
    if (other != null) {
      other.write(data);
    } else {
      early.add(data);
      earlyBytes += length;
      updateReading();
    }
  }

  @Override
  public void batchEnded() {
    traffic.mark(flow.touched());
    Connection other = flow.relays() ? flow.connection(side.other()) : null;
    if (other != null) {
      other.flush();
    }
  }

  @Override
  public void finReceived() {
    if (!finSeen && !unusable && !closing) {
      finSeen = true;
      sampleFinAck();
      report(Event.FIN_RECEIVED);
    }
  }

  @Override
  public void broken(Throwable cause) {
    if (unusable || closing || detached) {
      return;
    }
    unusable = true;
    if (SocketErrors.isReset(cause, state())) {
      report(Event.RST_RECEIVED);
    } else if (cause instanceof IOException) {
      report(Event.LOST, SocketErrors.ofLoss(cause));
    } else {
      report(Event.LOST, new Cause(ErrorType.INTERNAL, cause.toString()));
    }
    close();
  }

  @Override
  public void endedWhilePaused() {
    TcpInfo info = TcpInfo.of(channel);
    if (info != null && info.state() == TcpInfo.CLOSE && !unusable && !closing) {
      unusable = true;
      report(Event.RST_RECEIVED);
      close();
    }
  }

  @Override
  public void writabilityChanged() {
    Connection other = flow.connection(side.other());
    if (flow.relays() && other != null) {
      other.updateReading();
    }
  }

  @Override
  public void closed() {
    releaseEarly();
    if (!closing && !unusable) {
      report(Event.LOST, SocketErrors.ofLoss(null));
    }
    closing = true;
    if (resetting) {
      report(Event.RST_SENT);
    }
    report(Event.DESCRIPTOR_CLOSED);
  }

  @Override
  public void tls(TlsEvent event) {
    if (!detached) {
      TlsReports.report(this, event);
    }
  }

  @Override
  public void helloRead(ClientHello hello) {
    passedHello = hello;
    flow.note(side, "tls.client_hello", Direction.IN, Map.of("length", hello.length()));
    report(Event.HELLO);
  }

  @Override
  public void helloFailed(FailureType type, String detail) {
    report(Event.HANDSHAKE_FAILED, new Cause(ErrorType.valueOf(type.name()), detail));
  }

  @Override
  public void headerRead(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    flow.headerRead(source, destination);
  }

  @Override
  public void headerFailed(boolean silent, String detail) {
    ErrorType type = silent ? ErrorType.PEER_CLOSED : ErrorType.BAD_PROXY_HEADER;
    report(Event.REFUSED, new Cause(type, detail));
  }

  private void report(Event event) {
    report(event, null);
  }

  private void report(Event event, @Nullable Cause cause) {
    if (!detached) {
      flow.report(side, event, cause);
    }
  }

  /** Whether our FIN is acknowledged, which the kernel tells by the state it is in. */
  private void sampleFinAck() {
    if (!flow.awaitsFinAck(side)) {
      return;
    }
    TcpInfo info = TcpInfo.of(channel);
    if (info != null
        && (info.state() == TcpInfo.FIN_WAIT_2 || (finSeen && info.state() == TcpInfo.CLOSE))) {
      report(Event.FIN_ACKED);
    }
  }

  private TcpState state() {
    return flow.lifecycle().connection(side).tcp();
  }

  private void releaseEarly() {
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      data.release();
    }
    earlyBytes = 0;
  }

  // ---- What the record wants to know

  Side side() {
    return side;
  }

  Flow flow() {
    return flow;
  }

  SocketChannel channel() {
    return channel;
  }

  Traffic traffic() {
    return traffic;
  }

  /** Whether nothing came from the peer and nothing was relayed to it. */
  boolean isSilent() {
    return traffic.isNone() && (tls == null || tls.received() == 0);
  }

  @Nullable TlsHandler tlsHandler() {
    return tls;
  }

  @Nullable ClientHello passedHello() {
    return passedHello;
  }

  @Nullable InetSocketAddress local() {
    return local;
  }

  @Nullable InetSocketAddress remote() {
    return remote;
  }

  /**
   * A number that changes when bytes of ours made their way to the peer, or 0 when none are on it.
   */
  long progress() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    long pending = waiting == null ? 0 : waiting.totalPendingWriteBytes();
    TcpInfo info = TcpInfo.of(channel);
    if (pending == 0 && (info == null || !info.hasOutstanding())) {
      return 0;
    }
    return (info == null ? 0 : info.bytesAcked()) - pending;
  }
}
