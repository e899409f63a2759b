package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Action;
import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Lifecycle;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.lifecycle.Timer;
import dev.sallyport.proxy.pipeline.ClientHelloHandler;
import dev.sallyport.proxy.pipeline.ProxyHeaderHandler;
import dev.sallyport.proxy.pipeline.ProxyHeaderWriter;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.record.FlowId;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection and what was dialled for it: reports what happens to the lifecycle and
 * performs the action that comes back.
 *
 * <p>Confined to the event loop of the downstream channel, which the upstream shares.
 */
public final class Flow {

  private final Services services;
  private final Listener listener;
  private final EventLoop loop;
  private final FlowId id;
  private final Instant accepted;
  private final Timeline timeline;
  private final Lifecycle lifecycle;
  private final SideTimer downstreamTimer;
  private final SideTimer upstreamTimer;
  private final Connection downstream;

  private @Nullable Connection upstream;
  private @Nullable Dialer dialer;
  private @Nullable InetSocketAddress proxiedSource;
  private @Nullable InetSocketAddress proxiedDestination;
  private @Nullable InetAddress admitted;
  private boolean aborting;
  private long touched;
  private long progress;

  private Flow(Listener listener, Services services, SocketChannel channel) {
    this.services = services;
    this.listener = listener;
    this.loop = channel.eventLoop();
    this.timeline = new Timeline(services.ticker());
    this.accepted = services.clock().instant();
    this.id = FlowId.next(services.clock());
    this.lifecycle =
        new Lifecycle(listener.plan(), timeline, () -> dialer != null && dialer.hasNext());
    this.downstreamTimer = new SideTimer(loop, new TimerOwner(DOWNSTREAM));
    this.upstreamTimer = new SideTimer(loop, new TimerOwner(UPSTREAM));
    this.downstream = new Connection(DOWNSTREAM, channel, this);
  }

  /**
   * Begins the flow of a connection that was accepted; on its event loop, before its first read.
   */
  public static void begin(Listener listener, Services services, SocketChannel channel) {
    Flow flow = new Flow(listener, services, channel);
    services.registry().add(flow);
    flow.begin();
  }

  private void begin() {
    downstream.opened();
    report(DOWNSTREAM, Event.ACCEPTED, null);
    if (listener.header() == Listener.Header.OFF && !admit(downstream.remote())) {
      return;
    }
    ServerProfile profile = listener.profile();
    if (profile != null) {
      downstream.startTls(sink -> services.loop().engines().server(profile, sink, timeline::now));
    } else if (listener.tls() == TlsMode.PASSTHROUGH) {
      downstream
          .channel()
          .pipeline()
          .addBefore("connection", "hello", new ClientHelloHandler(downstream));
    }
    if (listener.header() != Listener.Header.OFF) {
      boolean required = listener.header() == Listener.Header.REQUIRED;
      downstream.channel().pipeline().addFirst(new ProxyHeaderHandler(required, downstream));
    }
  }

  private boolean admit(@Nullable InetSocketAddress client) {
    if (client == null) {
      return true;
    }
    Cause refusal = listener.access().enter(client.getAddress());
    if (refusal != null) {
      report(DOWNSTREAM, Event.REFUSED, refusal);
      return false;
    }
    admitted = client.getAddress();
    return true;
  }

  /** The PROXY header is done with; without addresses in it the connection's own count. */
  void headerRead(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    proxiedSource = source;
    proxiedDestination = destination;
    if (admit(source == null ? downstream.remote() : source)) {
      report(DOWNSTREAM, Event.HEADER_RECEIVED, null);
    }
  }

  /** The drain's time is used up. Any thread. */
  void drain() {
    loop.execute(
        () ->
            report(
                DOWNSTREAM,
                Event.DRAINED,
                new Cause(ErrorType.DRAINED, "the proxy is stopping and the drain's time is up")));
  }

  // ---- Events in, actions out

  void report(Side side, Event event, @Nullable Cause cause) {
    report(side, event, timeline.now(), cause);
  }

  void report(Side side, Event event, long at, @Nullable Cause cause) {
    if (lifecycle.isReported()) {
      return;
    }
    Action action = lifecycle.on(side, event, at, cause);
    if (action != null) {
      perform(action, side, event, cause);
    }
    if (event == Event.HANDSHAKE_COMPLETED && side == DOWNSTREAM) {
      startUpstreamTls();
    }
    if (!lifecycle.isReported()) {
      downstreamTimer.set(lifecycle.timer(DOWNSTREAM));
      upstreamTimer.set(lifecycle.timer(UPSTREAM));
    }
  }

  private void perform(Action action, Side side, Event event, @Nullable Cause cause) {
    Connection self = connection(side);
    Connection other = connection(side.other());
    switch (action) {
      case DIAL -> dial();
      case RELAY -> relay();
      case FINISH_OTHER -> finish(other);
      case TRUNCATE_OTHER -> {
        if (other != null) {
          other.truncate();
        }
      }
      case CLOSE_THIS -> {
        if (self != null) {
          self.close();
        }
      }
      case CLOSE_OTHER -> closeAfter(other, side);
      case ABORT -> abort(side, event, cause);
      case REPORT -> end();
    }
  }

  private void dial() {
    Dialer dialing = dialer;
    if (dialing == null) {
      Backend backend = listener.routes().apply(serverName());
      lifecycle.route(backend.tls() != null);
      dialing = new Dialer(backend, services.transport(), loop);
      dialer = dialing;
    }
    if (upstream != null) {
      upstream.detach();
      upstream = null;
      upstreamTimer.restart();
    }
    dialing.next(new DialAttempt());
  }

  private @Nullable String serverName() {
    ClientHello hello = downstream.passedHello();
    TlsHandler tls = downstream.tlsHandler();
    if (hello == null && tls != null) {
      hello = tls.facts().clientHello();
    }
    return hello == null ? null : hello.serverName();
  }

  private void relay() {
    Connection up = upstream;
    if (up == null) {
      throw new IllegalStateException("nothing to relay to");
    }
    touched = timeline.now();
    downstream.relayEarly(up);
    up.relayEarly(downstream);
    if (lifecycle.connection(DOWNSTREAM).inputEnded()) {
      finish(up);
    }
    if (lifecycle.connection(UPSTREAM).inputEnded()) {
      finish(downstream);
    }
    downstream.updateReading();
    up.updateReading();
  }

  private static void finish(@Nullable Connection connection) {
    if (connection != null) {
      connection.finish(true);
    }
  }

  private void closeAfter(@Nullable Connection other, Side gone) {
    if (other != null) {
      other.discardInput();
      other.finish(lifecycle.connection(gone).inputEnded());
    }
  }

  /** Ends both sides now; asked a second time, by RST whatever was under way. */
  private void abort(Side side, Event event, @Nullable Cause cause) {
    boolean abrupt = event == Event.REFUSED || aborting;
    aborting = true;
    cancelDial();
    for (Connection connection : new Connection[] {connection(side), connection(side.other())}) {
      if (connection == null || lifecycle.connection(connection.side()).isOver()) {
        continue;
      }
      if (abrupt) {
        connection.reset();
      } else {
        connection.abort(farewell(event), cause == null ? event.name() : cause.detail());
      }
    }
  }

  /** What a peer in mid-handshake is told, and whether it is given time to read it. */
  private static Connection.Farewell farewell(Event event) {
    return switch (event) {
      case TIMED_OUT, DRAINED -> Connection.Farewell.AT_ONCE;
      default -> Connection.Farewell.GENTLY;
    };
  }

  private void cancelDial() {
    if (dialer == null) {
      return;
    }
    dialer.cancel();
    if (lifecycle.connection(UPSTREAM).tcp() == TcpState.SYN_SENT) {
      report(UPSTREAM, Event.DIAL_CANCELLED, null);
      if (upstream != null) {
        upstream.detach();
      }
    }
  }

  private void startUpstreamTls() {
    Connection up = upstream;
    Dialer dialed = dialer;
    if (up == null || dialed == null || !up.isHeld()) {
      return;
    }
    Backend.Server server = dialed.server();
    Backend backend = dialed.backend();
    Backend.Tls tls = backend.tls();
    if (tls == null || server == null) {
      return;
    }
    boolean mirror = tls.alpn() == null && listener.tls() == TlsMode.ENDPOINT;
    if (mirror && !lifecycle.connection(DOWNSTREAM).isReady()) {
      return;
    }
    ClientProfile profile = backend.profile(tls, server, mirror ? negotiatedAlpn() : null);
    up.startTls(sink -> services.loop().engines().client(profile, sink, timeline::now));
    up.unhold();
  }

  private @Nullable String negotiatedAlpn() {
    TlsHandler handler = downstream.tlsHandler();
    return handler == null ? null : handler.facts().alpn();
  }

  private void end() {
    downstreamTimer.cancel();
    upstreamTimer.cancel();
    if (dialer != null) {
      dialer.cancel();
      dialer.release();
    }
    if (admitted != null) {
      listener.access().leave(admitted);
    }
    services.log().accept(new RecordAssembler(this).assemble());
    services.registry().remove(this);
  }

  /** What becomes of one attempt of the dialer. */
  private final class DialAttempt implements Dialer.Attempt {

    @Override
    public void dialling(SocketChannel channel, InetSocketAddress address) {
      upstream = new Connection(UPSTREAM, channel, Flow.this);
      report(UPSTREAM, Event.DIALLED, null);
    }

    @Override
    public void connected(Backend backend) {
      Connection up = upstream;
      if (up == null) {
        throw new IllegalStateException("connected without a channel");
      }
      up.opened();
      if (backend.proxyHeader() != null) {
        ProxyHeaderWriter.write(up.channel(), backend.proxyHeader(), source(), destination());
      }
      if (backend.tls() != null) {
        up.hold();
      } else {
        up.updateReading();
      }
      report(UPSTREAM, Event.CONNECTED, null);
      startUpstreamTls();
    }

    @Override
    public void failed(Cause cause) {
      report(UPSTREAM, Event.DIAL_FAILED, cause);
    }
  }

  /** The limits of one connection, and what they are measured by. */
  private final class TimerOwner implements SideTimer.Owner {
    private final Side side;

    private TimerOwner(Side side) {
      this.side = side;
    }

    @Override
    public long now() {
      return timeline.now();
    }

    @Override
    public long limit(Timer timer) {
      return services.timeouts().nanos(timer);
    }

    @Override
    public long lastActivity() {
      long seen = downstream.progress() + (upstream == null ? 0 : upstream.progress());
      if (seen != progress) {
        progress = seen;
        touched = timeline.now();
      }
      return touched;
    }

    @Override
    public void expired(Timer timer) {
      Cause cause = new Cause(ErrorType.TIMEOUT, services.timeouts().describe(timer));
      if (timer == Timer.CONNECT) {
        if (dialer != null) {
          dialer.cancel();
        }
        report(UPSTREAM, Event.DIAL_FAILED, cause);
      } else {
        report(side, Event.TIMED_OUT, cause);
      }
    }
  }

  // ---- What connections and the record ask

  @Nullable Connection connection(Side side) {
    return side == DOWNSTREAM ? downstream : upstream;
  }

  /** Whether bytes go from side to side now. */
  boolean relays() {
    return lifecycle.isRelaying() && !lifecycle.isAborted();
  }

  /** Whether a FIN of ours is out of which it is not known that it arrived. */
  boolean awaitsFinAck(Side side) {
    return timeline.has(side, Event.FIN_SENT) && !timeline.has(side, Event.FIN_ACKED);
  }

  long now() {
    return timeline.now();
  }

  /** Bytes moved now. */
  long touched() {
    touched = timeline.now();
    return touched;
  }

  void note(Side side, String label, Direction direction, Map<String, Object> details) {
    note(new Timeline.Entry(timeline.now(), side, label, direction, details));
  }

  void note(Timeline.Entry entry) {
    timeline.note(entry);
  }

  /** Who the client is: the source that a PROXY header conveyed, or else the peer. */
  @Nullable InetSocketAddress source() {
    return proxiedSource == null ? downstream.remote() : proxiedSource;
  }

  /** What the client wanted to reach, likewise. */
  @Nullable InetSocketAddress destination() {
    return proxiedDestination == null ? downstream.local() : proxiedDestination;
  }

  @Nullable InetSocketAddress proxiedSource() {
    return proxiedSource;
  }

  Services services() {
    return services;
  }

  Listener listener() {
    return listener;
  }

  FlowId id() {
    return id;
  }

  Instant accepted() {
    return accepted;
  }

  Timeline timeline() {
    return timeline;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  @Nullable Dialer dialer() {
    return dialer;
  }
}
