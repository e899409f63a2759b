package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Action;
import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Lifecycle;
import dev.sallyport.proxy.lifecycle.Plan;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.pipeline.ClientHelloHandler;
import dev.sallyport.proxy.pipeline.ProxyHeaderHandler;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.record.FlowId;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.ServerProfile;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
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
  private final @Nullable Cause refusal;
  private final Lifecycle lifecycle;
  private final Deadlines deadlines;
  private final Connection downstream;

  private @Nullable Upstream upstream;
  private @Nullable InetSocketAddress proxiedSource;
  private @Nullable InetSocketAddress proxiedDestination;
  private @Nullable InetAddress admitted;
  private final @Nullable Hearing hearing;
  private long ended;
  private boolean aborting;

  private Flow(Listener listener, Services services, DuplexChannel channel) {
    this.services = services;
    this.listener = listener;
    this.loop = channel.eventLoop();
    this.timeline = new Timeline(services.ticker());
    this.accepted = services.clock().instant();
    this.id = FlowId.at(accepted);
    this.refusal =
        listener.header() == Listener.Header.OFF ? refusal(Connection.remoteOf(channel)) : null;
    Plan plan = refusal == null ? listener.plan() : listener.plan().held();
    this.lifecycle = new Lifecycle(plan, timeline, () -> upstream != null && upstream.hasNext());
    this.deadlines = new Deadlines(this, loop);
    this.hearing = Hearing.of(this, services.witness());
    this.downstream = new Connection(DOWNSTREAM, channel, this);
  }

  /**
   * Begins the flow of a connection that was accepted; on its event loop, before its first read.
   */
  public static void begin(Listener listener, Services services, DuplexChannel channel) {
    Flow flow = new Flow(listener, services, channel);
    services.registry().add(flow);
    flow.begin();
  }

  private void begin() {
    downstream.opened();
    report(DOWNSTREAM, Event.ACCEPTED, null);
    if (refusal != null) {
      report(DOWNSTREAM, Event.REFUSED, refusal);
      return;
    }
    ServerProfile profile = listener.profile();
    if (profile != null) {
      downstream.startTls(
          sink ->
              services.loop().engines().server(profile, sink, timeline::now, services.keyLog()));
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

  /** Lets {@code client} in, or says why not. */
  private @Nullable Cause refusal(@Nullable InetSocketAddress client) {
    if (client == null) {
      return null;
    }
    Cause cause = listener.access().enter(client.getAddress());
    if (cause == null) {
      admitted = client.getAddress();
    }
    return cause;
  }

  /** The PROXY header is done with; without addresses in it the connection's own count. */
  void headerRead(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    proxiedSource = source;
    proxiedDestination = destination;
    Cause cause = refusal(source == null ? downstream.remote() : source);
    report(DOWNSTREAM, cause == null ? Event.HEADER_RECEIVED : Event.REFUSED, cause);
  }

  /** There is no more time. Any thread. */
  void drain(String why) {
    loop.execute(
        () -> {
          if (hearing != null) {
            hearing.hurry();
          }
          deadlines.learnOfAcks();
          report(standstill().side(), Event.DRAINED, new Cause(ErrorType.DRAINED, why));
        });
  }

  /** Who is waited for now. */
  Standstill standstill() {
    return Standstill.of(seen(DOWNSTREAM), seen(UPSTREAM));
  }

  private Standstill.Seen seen(Side side) {
    Connection connection = connection(side);
    boolean wanted = relays() && !lifecycle.connection(side).isOver();
    return connection == null || !wanted ? Standstill.NOTHING_WANTED : connection.seen();
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
    if (event == Event.HANDSHAKE_COMPLETED && side == DOWNSTREAM && upstream != null) {
      upstream.startTlsWhenDue();
    }
    if (!lifecycle.isReported()) {
      deadlines.update();
    }
  }

  private void perform(Action action, Side side, Event event, @Nullable Cause cause) {
    Connection self = connection(side);
    Connection other = connection(side.other());
    switch (action) {
      case DIAL -> dial();
      case RELAY -> relay();
      case FINISH_OTHER -> finish(other, side);
      case TRUNCATE_OTHER -> {
        if (other != null) {
          other.ending().truncate();
        }
      }
      case CLOSE_THIS -> {
        if (self != null) {
          self.ending().close();
        }
      }
      case CLOSE_OTHER -> closeAfter(other, side);
      case ABORT -> abort(side, event, cause);
      case REPORT -> end();
    }
  }

  private void dial() {
    Upstream dialling = upstream;
    if (dialling == null) {
      Backend backend = listener.routes().apply(serverName());
      lifecycle.route(backend.tls() != null);
      dialling = new Upstream(this, new Dialer(backend, services.transport(), loop));
      upstream = dialling;
    } else {
      deadlines.restart(UPSTREAM);
    }
    dialling.dialNext();
  }

  /** The name that the client asked for; null if for none, or not yet. */
  @Nullable String serverName() {
    ClientHello hello = downstream.passedHello();
    TlsHandler tls = downstream.tlsHandler();
    if (hello == null && tls != null) {
      hello = tls.facts().clientHello();
    }
    return hello == null ? null : hello.serverName();
  }

  private void relay() {
    Connection up = connection(UPSTREAM);
    if (up == null) {
      throw new IllegalStateException("nothing to relay to");
    }
    deadlines.touch();
    downstream.relayEarly(up);
    up.relayEarly(downstream);
    if (lifecycle.connection(DOWNSTREAM).inputEnded()) {
      finish(up, DOWNSTREAM);
    }
    if (lifecycle.connection(UPSTREAM).inputEnded()) {
      finish(downstream, UPSTREAM);
    }
    downstream.updateReading();
    up.updateReading();
  }

  private void finish(@Nullable Connection other, Side ended) {
    if (other != null) {
      other.ending().finish(lifecycle.connection(ended).inputEndWasSaid());
    }
  }

  private void closeAfter(@Nullable Connection other, Side gone) {
    if (other != null) {
      other.discardInput();
      finish(other, gone);
    }
  }

  /**
   * Ends both sides now; asked a second time, by RST whatever was under way. Only a FIN that
   * nothing came before is answered by FIN.
   */
  private void abort(Side side, Event event, @Nullable Cause cause) {
    boolean abrupt = event == Event.REFUSED || aborting;
    aborting = true;
    if (upstream != null) {
      upstream.cancelDial();
    }
    for (Connection connection : new Connection[] {connection(side), connection(side.other())}) {
      if (connection == null || lifecycle.connection(connection.side()).isOver()) {
        continue;
      }
      if (abrupt) {
        connection.ending().reset();
      } else if (connection.side() == side
          && event == Event.FIN_RECEIVED
          && connection.isSilent()) {
        connection.ending().finish(false);
      } else {
        boolean late = event == Event.TIMED_OUT && connection.side() == side;
        String detail = cause == null ? event.name() : cause.detail();
        connection.ending().abort(farewell(event), late, detail);
      }
    }
  }

  /** What a peer in mid-handshake is told, and whether it is given time to read it. */
  private static Farewell farewell(Event event) {
    return switch (event) {
      case TIMED_OUT, DRAINED -> Farewell.AT_ONCE;
      default -> Farewell.GENTLY;
    };
  }

  private void end() {
    deadlines.cancel();
    if (upstream != null) {
      upstream.release();
    }
    if (admitted != null) {
      listener.access().leave(admitted);
    }
    ended = timeline.now();
    FlowEnd end = new FlowEnd(this);
    if (hearing == null) {
      end.record();
    } else {
      hearing.await(end::record);
    }
  }

  // ---- What connections and the record ask

  /** What the kernel tells; null where nobody asks it. */
  @Nullable Hearing hearing() {
    return hearing;
  }

  @Nullable Connection connection(Side side) {
    if (side == DOWNSTREAM) {
      return downstream;
    }
    return upstream == null ? null : upstream.connection();
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

  /** When both connections were over, in nanoseconds since accept. */
  long ended() {
    return ended;
  }

  EventLoop loop() {
    return loop;
  }

  /** Bytes moved now; says when that is. */
  long touched() {
    return deadlines.touch();
  }

  void note(Side side, String label, Direction direction, Map<String, Object> details) {
    note(new Timeline.Entry(timeline.now(), side, label, direction, details));
  }

  /** The first byte of the application passed at {@code at}. */
  void noteFirstByte(Side side, Direction direction, long at) {
    note(new Timeline.Entry(at, side, "app.first_byte", direction, Map.of()));
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

  @Nullable Upstream upstream() {
    return upstream;
  }
}
