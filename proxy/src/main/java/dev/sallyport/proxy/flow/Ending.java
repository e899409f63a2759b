package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.lifecycle.Timer;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.transport.Fin;
import dev.sallyport.proxy.transport.Outlet;
import dev.sallyport.proxy.transport.PendingError;
import dev.sallyport.proxy.transport.TcpInfo;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsFailure;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How one connection ends: what is done to end it, each step at most once, and what is seen of its
 * end, each told at most once.
 */
final class Ending {
  private final Connection connection;
  private final DuplexChannel channel;
  private boolean finSeen;
  private boolean finishing;
  private boolean closing;
  private boolean resetting;
  private boolean leaving;
  private boolean unusable;
  private long closedAt;

  /** What the kernel said when it was asked for the event that is being reported. */
  private @Nullable TcpInfo justAsked;

  /** Whether there turned out to be no connection behind what is still to be read. */
  private boolean overBehind;

  /** What the kernel said then: of what is over it says the same for ever. */
  private @Nullable TcpInfo lastWord;

  /** What became of the connection after its FIN, which is told once that is judged. */
  private @Nullable IOException lossBehind;

  Ending(Connection connection, DuplexChannel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /** Whether the output is open. */
  boolean takesWrites() {
    return !finishing && !closing;
  }

  /** Whether nothing can be had from the connection any more. */
  boolean isGone() {
    return closing || unusable;
  }

  /** Whether what is still to be read is wanted though nobody takes it yet: it ends the flow. */
  boolean isReadingToTheEnd() {
    return overBehind;
  }

  // ---- What is done

  /**
   * Ends the output once all that was written has gone: close_notify, where TLS can say it and
   * {@code clean}, then FIN.
   */
  void finish(boolean clean) {
    if (finishing || closing) {
      return;
    }
    boolean said = clean && sayClose();
    if (isGone()) { // which our close_notify brought to light
      return;
    }
    finishing = true;
    whenFlushed(
        flushed -> {
          if (flushed.isSuccess()) {
            if (said) {
              connection.traffic().said();
              connection.report(Event.CLOSE_NOTIFY_SENT);
            }
            Fin.send(channel, mayBeOver(), this::finTried);
          }
        });
  }

  /** Puts close_notify behind what was written; says whether TLS could. */
  private boolean sayClose() {
    TlsHandler tls = connection.tlsHandler();
    if (tls == null || !tls.canSend()) {
      return false;
    }
    tls.closeOutput();
    return true;
  }

  /** To a peer that has said its last our close_notify may have brought an RST. */
  private boolean mayBeOver() {
    return !finSeen || connection.tlsHandler() != null;
  }

  private void finTried(Fin fin) {
    if (fin.cameTooLate()) {
      overBeforeFin(fin.after());
    } else if (fin.failure() != null) {
      broken(fin.failure());
    } else {
      boolean answered = !finSeen && fin.isAnswer(); // to a FIN that nobody has read yet
      connection.facts().finSent(fin.after(), finSeen || answered);
      reportAsked(fin.after(), answered ? Event.FIN_ANSWERED : Event.FIN_SENT, null);
      if (connection.facts().behind() > 0) {
        Map<String, Object> behind = Map.of("behind", connection.facts().behind());
        connection.flow().timeline().annotate(connection.side(), Event.FIN_SENT, behind);
      }
    }
  }

  /**
   * Where the peer's FIN was not read yet, neither is its RST to be told of: it is a client that
   * closed when it had its answer. Reading meets its close_notify, its FIN, then the RST.
   */
  private void overBeforeFin(@Nullable TcpInfo info) {
    if (finSeen && !isGone()) {
      lose(PendingError.end(channel), info);
    } else if (!isGone()) {
      overBehind = true;
      lastWord = info;
      connection.updateReading();
    }
  }

  /** Reports what was found by asking: who closes for it need not ask again. */
  private void reportAsked(@Nullable TcpInfo info, Event event, @Nullable Cause cause) {
    justAsked = info;
    try {
      connection.report(event, cause);
    } finally {
      justAsked = null;
    }
  }

  /** Ends the output as if the line had been cut, once all that was written has gone. */
  void truncate() {
    if (connection.tlsHandler() != null) {
      finish(false);
    } else {
      finishing = true;
      whenFlushed(flushed -> reset());
    }
  }

  /**
   * Gives up: an alert and FIN where the handshake is unfinished or an alert of ours tells why,
   * otherwise RST.
   *
   * @param late whether we do so because the peer let its time run out
   */
  void abort(Farewell farewell, boolean late, String detail) {
    TlsHandler tls = connection.tlsHandler();
    TlsFailure failure = tls == null ? null : tls.failure();
    boolean told = failure != null && failure.isTold();
    if (tls == null || isGone() || (tls.established() && !told)) {
      reset();
      return;
    }
    if (failure == null) {
      tls.abort(farewell.alert(), late ? FailureType.TIMEOUT : FailureType.ABORTED, detail);
    }
    connection.discardInput();
    if (farewell == Farewell.GENTLY) {
      finish(false);
    } else {
      finishing = true;
      whenFlushed(flushed -> finishAndClose(flushed.cause()));
    }
  }

  /** Sends FIN and does not wait for what becomes of it: the time for that is over. */
  private void finishAndClose(@Nullable Throwable unflushed) {
    if (isGone() || unflushed != null) {
      broken(unflushed);
      return;
    }
    Fin.send(
        channel,
        mayBeOver(),
        fin -> {
          if (fin.cameTooLate()) { // and nobody will read what came before
            endedWhilePaused();
          } else {
            finTried(fin);
          }
          close();
        });
  }

  /**
   * Leaves a server to itself, of which nothing is to be heard any more: one that a handshake was
   * begun with, and that let its time run out or failed it, is told so by an alert and FIN, and has
   * the time of the close timeout to read them.
   */
  void leave() {
    TlsHandler tls = connection.tlsHandler();
    if (tls == null || isGone()) {
      reset();
      return;
    }
    leaving = true;
    if (tls.failure() == null) {
      tls.abort(Farewell.AT_ONCE.alert(), FailureType.TIMEOUT, "another server is tried");
    }
    connection.discardInput();
    if (finSeen) {
      finishing = true;
      whenFlushed(flushed -> close());
      return;
    }
    finish(false);
    long limit = connection.flow().services().timeouts().nanos(Timer.CLOSE);
    Future<?> late = channel.eventLoop().schedule(this::close, limit, TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(closed -> late.cancel(false));
  }

  /** Sends RST and closes, losing what waits to be sent. */
  void reset() {
    // A dial that failed has closed its channel by itself.
    TcpInfo info = TcpInfo.of(channel);
    if (!isGone() && channel.isOpen()) {
      resetting = info == null || info.isResettable();
      if (resetting) {
        connection.facts().discarding(info);
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
    }
    closeKnowing(info);
  }

  /** Closes the descriptor. */
  void close() {
    closeKnowing(justAsked == null ? TcpInfo.of(channel) : justAsked);
  }

  private void closeKnowing(@Nullable TcpInfo info) {
    if (!closing) {
      connection.facts().ending(info);
      closing = true;
      if (!leaving && !unusable && info != null) {
        learnFrom(info);
      }
      if (!unusable && Outlet.pending(channel) == 0) { // all has gone, though no flush came
        connection.traffic().flushed(connection.flow().now());
      }
      channel.close();
      closedAt = connection.flow().now();
    }
  }

  private void whenFlushed(ChannelFutureListener then) {
    connection.sendKept();
    connection.traffic().flushed(connection.flow().now());
    boolean flushed = channel.isActive() && Outlet.pending(channel) == 0;
    (flushed ? channel.newSucceededFuture() : channel.writeAndFlush(Unpooled.EMPTY_BUFFER))
        .addListener(then);
  }

  // ---- What is seen

  void finReceived() {
    if (finSeen || isGone()) {
      return;
    }
    finSeen = true;
    if (leaving) {
      close();
      return;
    }
    TcpInfo info = awaitsFinAck() ? TcpInfo.of(channel) : null;
    boolean closed = info != null && info.isClosed();
    IOException error = closed ? PendingError.of(channel) : null;
    if (closed && error == null) {
      connection.report(Event.FIN_ACKED);
    } else if (error != null) {
      lossBehind = error;
      unusable = true;
      discard(info);
    }
    boolean crossed = info != null && info.isCrossed();
    reportAsked(info, crossed ? Event.FIN_CROSSED : Event.FIN_RECEIVED, null);
  }

  /** Nothing comes behind the FIN, unless it is the end of the connection. */
  void finJudged() {
    IOException loss = overBehind && !isGone() ? PendingError.end(channel) : lossBehind;
    lossBehind = null;
    if (loss != null) {
      lose(loss);
    }
  }

  /** What was not sent by now never will be. */
  private void discard(@Nullable TcpInfo info) {
    connection.facts().discarding(info);
    if (connection.facts().hasDiscarded()) {
      connection.report(Event.OUTPUT_LOST);
    }
  }

  /** Reading, writing or shutting down failed. */
  void broken(@Nullable Throwable cause) {
    if (!isGone()) {
      lose(cause);
    }
  }

  /** The peer sent FIN, which will be read in its turn, or RST, of which the kernel knows. */
  void endedWhilePaused() {
    TcpInfo info = TcpInfo.of(channel);
    if (info != null && info.isClosed() && !isGone()) {
      lose(PendingError.end(channel), info);
    }
  }

  /** Nothing can be had from the connection any more: the peer sent RST, or the path failed. */
  private void lose(@Nullable Throwable cause) {
    lose(cause, lastWord == null ? TcpInfo.of(channel) : lastWord);
  }

  private void lose(@Nullable Throwable cause, @Nullable TcpInfo info) {
    boolean reset = cause != null && SocketErrors.isReset(cause, state());
    Cause why = reset ? null : SocketErrors.ofLoss(cause);
    unusable = true;
    TlsHandler tls = connection.tlsHandler();
    if (tls != null && (why == null || why.type() != ErrorType.INTERNAL)) {
      tls.lost();
    }
    discard(info);
    reportAsked(info, reset ? Event.RST_RECEIVED : Event.LOST, why);
    closeKnowing(info);
  }

  /** The descriptor is closed, by us or, unasked, by a failed write. */
  void closed() {
    if (!isGone()) {
      lose(null);
    }
    closing = true;
    if (resetting) {
      connection.report(Event.RST_SENT, closedAt);
    }
    connection.report(Event.DESCRIPTOR_CLOSED);
  }

  /**
   * Whether our FIN is acknowledged is told by the state that the kernel is in. Where nothing is
   * left of the connection, both FINs have passed, unless an RST was the end of it.
   */
  private void learnFrom(TcpInfo info) {
    if (!awaitsFinAck()) {
      return;
    }
    if (info.isFinAcked()) {
      connection.report(Event.FIN_ACKED);
      return;
    }
    IOException error = info.isClosed() ? PendingError.of(channel) : null;
    if (error != null) {
      lose(error);
    } else if (info.isClosed()) {
      connection.report(Event.FIN_ACKED);
      if (!finSeen && connection.flow().lifecycle().isAborted()) {
        // It lies behind what nobody wanted to read.
        finSeen = true;
        connection.report(Event.FIN_RECEIVED);
      }
    }
  }

  private boolean awaitsFinAck() {
    return connection.flow().awaitsFinAck(connection.side());
  }

  private TcpState state() {
    return connection.flow().lifecycle().connection(connection.side()).tcp();
  }
}
