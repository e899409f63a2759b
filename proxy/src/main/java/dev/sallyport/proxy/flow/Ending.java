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
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsFailure;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How one connection ends: what is done to end it, each step at most once, and what is seen of its
 * end, each told at most once.
 */
final class Ending {

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

  private final Connection connection;
  private final SocketChannel channel;
  private boolean finSeen;
  private boolean finishing;
  private boolean closing;
  private boolean resetting;
  private boolean leaving;
  private boolean unusable;
  private long closedAt;

  Ending(Connection connection, SocketChannel channel) {
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
    finishing = true;
    whenFlushed(
        flushed -> {
          if (flushed.isSuccess()) {
            if (said) {
              connection.traffic().said();
              connection.report(Event.CLOSE_NOTIFY_SENT);
            }
            boolean answering = hasUnreadFin();
            Fin.send(channel, failure -> finSent(failure, answering));
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

  /** Whether the kernel has the peer's FIN, behind what is still to be read. */
  private boolean hasUnreadFin() {
    TcpInfo info = finSeen ? null : TcpInfo.of(channel);
    return info != null && info.isHalfClosed();
  }

  private void finSent(@Nullable Throwable failure, boolean answering) {
    if (failure == null) {
      TcpInfo info = TcpInfo.of(channel);
      boolean answered = answering || (!finSeen && info != null && info.isAnswered());
      connection.facts().finSent(info, finSeen || answered);
      connection.report(answered ? Event.FIN_ANSWERED : Event.FIN_SENT);
      if (connection.facts().behind() > 0) {
        Map<String, Object> behind = Map.of("behind", connection.facts().behind());
        connection.flow().timeline().annotate(connection.side(), Event.FIN_SENT, behind);
      }
    } else if (finSeen || !(failure instanceof NotYetConnectedException)) {
      broken(failure);
    }
    // Otherwise an RST has come, and what the peer sent before it is still to be read: a client
    // that closed when it had its answer. Reading meets its close_notify, its FIN, then the RST.
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
    if (tls == null || isGone() || (tls.established() && !toldWhy(tls))) {
      reset();
      return;
    }
    if (tls.failure() == null) {
      tls.abort(farewell.alert, late ? FailureType.TIMEOUT : FailureType.ABORTED, detail);
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
    if (isGone()) {
      return;
    }
    if (unflushed != null) {
      broken(unflushed);
      return;
    }
    boolean answering = hasUnreadFin();
    Fin.send(
        channel,
        failure -> {
          if (failure instanceof NotYetConnectedException) {
            endedWhilePaused(); // by an RST, and nobody will read what came before it
          } else {
            finSent(failure, answering);
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
      tls.abort(Farewell.AT_ONCE.alert, FailureType.TIMEOUT, "another server is tried");
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

  private static boolean toldWhy(TlsHandler tls) {
    TlsFailure failure = tls.failure();
    TlsAlert alert = failure == null ? null : failure.alert();
    return alert != null && alert.direction() == Direction.OUT;
  }

  /** Sends RST and closes, losing what waits to be sent. */
  void reset() {
    // A dial that failed has closed its channel by itself.
    if (!isGone() && channel.isOpen()) {
      TcpInfo info = TcpInfo.of(channel);
      resetting = info == null || info.isResettable();
      if (resetting) {
        connection.facts().discarding(info);
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
    }
    close();
  }

  /** Closes the descriptor. */
  void close() {
    if (!closing) {
      TcpInfo info = TcpInfo.of(channel);
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
    Traffic traffic = connection.traffic();
    if (traffic.isUnflushed()) {
      traffic.flushed(connection.flow().now());
    }
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(then);
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
    }
    if (error != null) {
      unusable = true;
      discard(info);
    }
    boolean crossed = info != null && info.isCrossed();
    connection.report(crossed ? Event.FIN_CROSSED : Event.FIN_RECEIVED);
    if (error != null) {
      lose(error);
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
      IOException error = PendingError.of(channel);
      lose(error == null ? new IOException("connection reset") : error);
    }
  }

  /** Nothing can be had from the connection any more: the peer sent RST, or the path failed. */
  private void lose(@Nullable Throwable cause) {
    TcpState state = state();
    unusable = true;
    TlsHandler tls = connection.tlsHandler();
    if (tls != null && (cause == null || cause instanceof IOException)) {
      tls.lost();
    }
    discard(TcpInfo.of(channel));
    if (cause != null && SocketErrors.isReset(cause, state)) {
      connection.report(Event.RST_RECEIVED);
    } else if (cause == null || cause instanceof IOException) {
      connection.report(Event.LOST, SocketErrors.ofLoss(cause));
    } else {
      connection.report(Event.LOST, new Cause(ErrorType.INTERNAL, cause.toString()));
    }
    close();
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
