package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timer;
import dev.sallyport.proxy.transport.Outlet;
import dev.sallyport.proxy.transport.TcpInfo;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;

/** The timers of both connections of a flow, and when bytes last moved between them. */
final class Deadlines {

  private final Flow flow;
  private final SideTimer downstream;
  private final SideTimer upstream;
  private long touched;
  private long progress;

  Deadlines(Flow flow, EventLoop loop) {
    this.flow = flow;
    this.downstream = new SideTimer(loop, new Limits(DOWNSTREAM));
    this.upstream = new SideTimer(loop, new Limits(UPSTREAM));
  }

  /** Puts both connections under the limits that their states ask for. */
  void update() {
    downstream.set(flow.lifecycle().timer(DOWNSTREAM));
    upstream.set(flow.lifecycle().timer(UPSTREAM));
  }

  /** Another connection takes the place of {@code side}. */
  void restart(Side side) {
    timer(side).restart();
  }

  void cancel() {
    downstream.cancel();
    upstream.cancel();
  }

  /** Bytes moved now; says when that is. */
  long touch() {
    touched = flow.now();
    return touched;
  }

  private SideTimer timer(Side side) {
    return side == DOWNSTREAM ? downstream : upstream;
  }

  /**
   * When bytes last moved. What was read is known; what makes its way from our buffers and the
   * kernel's to a slow peer is looked at when it is asked for.
   */
  private long lastActivity() {
    long seen = progress(DOWNSTREAM) + progress(UPSTREAM);
    if (seen != progress) {
      progress = seen;
      touch();
    }
    return touched;
  }

  private long progress(Side side) {
    Connection connection = flow.connection(side);
    return connection == null ? 0 : movedBy(connection.channel());
  }

  /**
   * A number that changes when bytes of ours made their way to the peer, or 0 when none are on it.
   */
  private static long movedBy(DuplexChannel channel) {
    long pending = Outlet.pending(channel);
    TcpInfo info = TcpInfo.of(channel);
    if (pending == 0 && (info == null || !info.hasOutstanding())) {
      return 0;
    }
    return (info == null ? 0 : info.bytesAcked()) - pending;
  }

  /** Asks the kernel, which does not say so by itself, whether FINs of ours are acknowledged. */
  void learnOfAcks() {
    learnOfAck(DOWNSTREAM);
    learnOfAck(UPSTREAM);
  }

  private void learnOfAck(Side side) {
    Connection connection = flow.connection(side);
    TcpInfo info =
        connection == null || !flow.awaitsFinAck(side) ? null : TcpInfo.of(connection.channel());
    if (info != null && info.isFinAcked()) {
      flow.report(side, Event.FIN_ACKED, null);
    }
  }

  /** The limits of one connection, and what they are measured by. */
  private final class Limits implements SideTimer.Owner {
    private final Side side;

    private Limits(Side side) {
      this.side = side;
    }

    @Override
    public long now() {
      return flow.now();
    }

    @Override
    public long lastActivity() {
      return Deadlines.this.lastActivity();
    }

    @Override
    public long limit(Timer timer) {
      return flow.services().timeouts().nanos(timer);
    }

    @Override
    public void expired(Timer timer) {
      String limit = flow.services().timeouts().describe(timer, awaited());
      Cause cause = new Cause(ErrorType.TIMEOUT, limit);
      Upstream dialling = flow.upstream();
      if (timer == Timer.CONNECT && dialling != null) {
        dialling.dialTimedOut(cause);
      } else if (mayWaitForEither(timer)) {
        learnOfAcks();
        Standstill still = flow.standstill();
        Cause reason = new Cause(ErrorType.TIMEOUT, limit + ": " + still.reason());
        flow.report(still.side(), Event.TIMED_OUT, reason);
      } else {
        flow.report(side, Event.TIMED_OUT, cause);
      }
    }

    /** A side that has not finished may be kept from it by the other, which takes nothing more. */
    private boolean mayWaitForEither(Timer timer) {
      boolean finished = flow.lifecycle().connection(side).inputEnded();
      return timer == Timer.IDLE || (timer == Timer.HALF_CLOSE && !finished);
    }

    private Timeouts.Awaited awaited() {
      if (side == DOWNSTREAM && !flow.lifecycle().connection(side).isOpen()) {
        return Timeouts.Awaited.PROXY_HEADER;
      }
      boolean passedOn = side == DOWNSTREAM && flow.listener().tls() == TlsMode.PASSTHROUGH;
      return passedOn ? Timeouts.Awaited.CLIENT_HELLO : Timeouts.Awaited.HANDSHAKE;
    }
  }
}
