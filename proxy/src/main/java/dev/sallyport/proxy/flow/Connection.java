package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.pipeline.ConnectionHandler;
import dev.sallyport.proxy.pipeline.ConnectionListener;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.transport.Outlet;
import dev.sallyport.proxy.transport.TcpInfo;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One side of a flow at run time: what its handlers tell becomes events, what the flow wants
 * becomes calls on its channel. It decides nothing that concerns the other side.
 */
final class Connection implements ConnectionListener {

  private final Side side;
  private final DuplexChannel channel;
  private final Flow flow;
  private final Traffic traffic = new Traffic();
  private final TcpFacts facts;
  private final EarlyBytes early = new EarlyBytes();
  private final Ending ending;

  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private @Nullable TlsHandler tls;
  private @Nullable ClientHello passedHello;
  private long decryptedFrom = Timeline.ABSENT;
  private long decryptedUntil = Timeline.ABSENT;
  private boolean headerBegun;
  private boolean held;
  private boolean discarding;
  private boolean detached;
  private boolean finAhead;

  Connection(Side side, DuplexChannel channel, Flow flow) {
    this.side = side;
    this.channel = channel;
    this.flow = flow;
    this.facts = new TcpFacts(side);
    this.ending = new Ending(this, channel);
    flow.services().transport().prepare(channel, flow.services().loop().buffers());
    channel.pipeline().addLast("connection", new ConnectionHandler(this));
  }

  // ---- What the flow asks

  /** Takes down what a closed channel no longer tells. */
  void opened() {
    local = (InetSocketAddress) channel.localAddress();
    remote = remoteOf(channel);
    facts.opened(channel);
    if (flow.hearing() != null) {
      flow.hearing().follow(this);
    }
  }

  static @Nullable InetSocketAddress remoteOf(DuplexChannel channel) {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /** Asks the kernel about a dial that is about to be given up. */
  void ask() {
    facts.ending(TcpInfo.of(channel));
  }

  /** Puts a TLS engine between socket and flow and begins. */
  void startTls(Function<TlsSink, TlsEngine> engines) {
    TlsHandler handler = new TlsHandler(engines, flow.services().loop().buffers(), this);
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

  /**
   * Writes bytes of the other side, which belong to this connection from now on; under TLS a few
   * wait for the end of the output, or a flush, if {@code more} is likely to come at once.
   */
  void write(ByteBuf data, boolean more) {
    if (!ending.takesWrites()) {
      data.release();
      return;
    }
    traffic.sent(data.readableBytes());
    if (tls == null) {
      Outlet.write(channel, data);
    } else {
      tls.send(data, more);
    }
    noteFirstOut();
  }

  /** Behind the messages of TLS that go before it. */
  private void noteFirstOut() {
    if (traffic.isFirstOutDue() && !ending.isGone() && (tls == null || !tls.isKeeping())) {
      long now = flow.now();
      traffic.firstOut(now);
      flow.noteFirstByte(side, Direction.OUT, now);
    }
  }

  void flush() {
    flush(flow.now());
  }

  private void flush(long now) {
    boolean kept = tls != null && tls.isKeeping();
    sendKept();
    if (!ending.isGone()) { // which to send what was kept may have brought to light
      traffic.flushed(kept ? flow.now() : now);
    }
    if (Outlet.pending(channel) > 0) {
      channel.flush();
    }
  }

  /** Writes what waited for the end of the output to be written with it. */
  void sendKept() {
    if (tls != null) {
      tls.sendKept();
    }
    noteFirstOut();
  }

  /** Hands what came before the relay to {@code other}. */
  void relayEarly(Connection other) {
    early.handTo(data -> other.write(data, false));
    other.flush();
  }

  /** How it ends, and what it takes to end it. */
  Ending ending() {
    return ending;
  }

  /** Nobody wants what still comes in; it is read all the same, so that the FIN is seen. */
  void discardInput() {
    discarding = true;
    early.release();
    updateReading();
  }

  /** Ends without a word to the flow: another connection takes this one's place. */
  void detach() {
    detached = true;
    if (flow.hearing() != null) {
      flow.hearing().forget(side);
    }
    early.release();
    ending.leave();
  }

  /** Reads while there is a use for what is read. */
  void updateReading() {
    boolean wanted =
        discarding
            || ending.isReadingToTheEnd()
            || inputEnded()
            || (!held && (flow.relays() ? roomOnOther() : early.hasRoom()));
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** Under TLS the FIN is still to come after the close_notify. */
  private boolean inputEnded() {
    return flow.lifecycle().connection(side).inputEnded();
  }

  private boolean roomOnOther() {
    Connection other = flow.connection(side.other());
    return other == null || other.channel.isWritable();
  }

  // ---- What the handlers tell

  @Override
  public void decrypted() {
    decryptedUntil = flow.now();
    if (decryptedFrom == Timeline.ABSENT) {
      decryptedFrom = decryptedUntil;
    }
  }

  @Override
  public void received(ByteBuf data) {
    long until = tls == null ? flow.now() : decryptedUntil;
    long from = tls == null ? until : decryptedFrom;
    decryptedFrom = Timeline.ABSENT;
    int length = data.readableBytes();
    if (discarding || detached || ending.isGone()) {
      data.release();
      return;
    }
    if (traffic.isFirstIn()) {
      traffic.firstIn(from);
      flow.noteFirstByte(side, Direction.IN, from);
    }
    traffic.received(length, until);
    Connection other = flow.relays() ? flow.connection(side.other()) : null;
    if (other != null) {
      other.write(data, finAhead && tls == null);
    } else {
      early.add(data);
      updateReading();
    }
  }

  @Override
  public void batchEnded() {
    if (detached) {
      return;
    }
    long now = flow.touched();
    Connection other = flow.relays() ? flow.connection(side.other()) : null;
    if (other != null) {
      other.flush(now);
    }
  }

  @Override
  public void finAhead() {
    finAhead = true;
  }

  @Override
  public void finReceived() {
    if (tls != null) {
      batchEnded();
      ending.finReceived();
    } else {
      ending.finReceived();
      batchEnded(); // what the FIN has not brought to go
      ending.finJudged();
    }
  }

  @Override
  public void finJudged() {
    ending.finJudged();
  }

  @Override
  public void broken(Throwable cause) {
    ending.broken(cause);
  }

  @Override
  public void endedWhilePaused() {
    ending.endedWhilePaused();
  }

  @Override
  public void writabilityChanged() {
    Connection other = flow.connection(side.other());
    if (!detached && flow.relays() && other != null) {
      other.updateReading();
    }
  }

  @Override
  public void closed() {
    early.release();
    ending.closed();
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
  public void headerBegun() {
    headerBegun = true;
  }

  @Override
  public void headerRead(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    flow.headerRead(source, destination);
  }

  @Override
  public void headerFailed(String detail) {
    report(Event.REFUSED, new Cause(ErrorType.BAD_PROXY_HEADER, detail));
  }

  void report(Event event) {
    report(event, null);
  }

  void report(Event event, long at) {
    if (!detached) {
      flow.report(side, event, at, null);
    }
  }

  void report(Event event, @Nullable Cause cause) {
    if (!detached) {
      flow.report(side, event, cause);
    }
  }

  // ---- What the record wants to know

  Side side() {
    return side;
  }

  Flow flow() {
    return flow;
  }

  DuplexChannel channel() {
    return channel;
  }

  Traffic traffic() {
    return traffic;
  }

  /** What the kernel answered about its TCP. */
  TcpFacts facts() {
    return facts;
  }

  /** Whether nothing came from the peer and nothing was relayed to it. */
  boolean isSilent() {
    return !headerBegun && traffic.isNone() && (tls == null || tls.received() == 0);
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

  /** What it was last seen to do. */
  Standstill.Seen seen() {
    TcpInfo info = TcpInfo.of(channel);
    boolean owed = Outlet.pending(channel) > 0 || (info != null && info.hasOutstanding());
    return new Standstill.Seen(owed, inputEnded() ? Standstill.SAID_ALL : traffic.lastIn());
  }
}
