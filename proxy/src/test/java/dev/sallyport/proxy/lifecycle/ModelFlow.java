package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A flow that performs the machine's actions as the runtime does, without sockets: what takes a
 * runtime some time (a flush, a dial, a close) is a step of its own, before which anything else may
 * happen.
 */
final class ModelFlow {

  /** How many servers the backend has: one, and one more to try. */
  static final int SERVERS = 2;

  /** What the runtime was asked to do with a connection; what comes later outweighs the earlier. */
  enum Demand {
    NOTHING,
    /** Flush, close_notify, FIN. */
    FINISH,
    /** Flush, then an end that does not look clean. */
    CUT,
    /** FIN, where the peer's came before anything else, otherwise RST. */
    ANSWER,
    /** RST; or an alert first, then FIN or no more than a closed descriptor. */
    ABORT,
    /** The alert and FIN are sent, the peer has the time to read them. */
    LINGER,
    /** The descriptor is being released. */
    CLOSE
  }

  /** Something that may happen next. */
  record Step(Side side, Event event) {

    /** Whether the runtime does it, as soon as the peer's window lets it. */
    boolean isRuntimes() {
      return switch (event) {
        case CLOSE_NOTIFY_SENT, FIN_SENT, FIN_ANSWERED, RST_SENT, DESCRIPTOR_CLOSED -> true;
        default -> false;
      };
    }
  }

  /** What the machine made of one event. */
  record Reaction(
      Step step,
      @Nullable Action action,
      Joint before,
      Joint after,
      Termination.@Nullable Failure failureBefore,
      Termination.@Nullable Failure failureAfter) {}

  private static final class Half {
    Demand demand = Demand.NOTHING;
    boolean orderly;
    boolean truncated;
  }

  private final Plan plan;
  private final Lifecycle lifecycle;
  private final Half downstream = new Half();
  private Half upstream = new Half();
  private int servers = SERVERS;
  private boolean resolving;
  private boolean justAccepted;
  private @Nullable Consumer<Reaction> watcher;

  ModelFlow(Plan plan) {
    this.plan = plan;
    this.lifecycle = new Lifecycle(plan, new Timeline(() -> 0), () -> servers > 0);
  }

  /** Shows every event from now on to {@code watcher}, also those that follow from a step. */
  void watch(Consumer<Reaction> watcher) {
    this.watcher = watcher;
  }

  Joint joint() {
    return new Joint(
        half(DOWNSTREAM),
        half(UPSTREAM),
        lifecycle.isRelaying(),
        lifecycle.isAborted(),
        lifecycle.isDialling(),
        lifecycle.isReported(),
        lifecycle.termination().failure() != null,
        servers,
        resolving,
        justAccepted);
  }

  private Joint.Half half(Side side) {
    ConnectionState connection = lifecycle.connection(side);
    Half half = of(side);
    return new Joint.Half(
        connection.tcp(),
        connection.tls(),
        connection.isReady(),
        connection.inputEnded(),
        connection.finReceived(),
        connection.outputEnded(),
        connection.isOver(),
        lifecycle.timer(side),
        half.demand,
        half.orderly,
        half.truncated);
  }

  private Half of(Side side) {
    return side == DOWNSTREAM ? downstream : upstream;
  }

  // What may happen

  /** Every step that is legal now. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    if (lifecycle.isReported()) {
      return steps;
    }
    if (lifecycle.connection(DOWNSTREAM).isUnused()) {
      return List.of(new Step(DOWNSTREAM, Event.ACCEPTED));
    }
    for (Side side : Side.values()) {
      events(side).forEach(event -> steps.add(new Step(side, event)));
    }
    return steps;
  }

  /** Whether the time limit of {@code side} may be told of the other. */
  private boolean mayBeWaitedForBy(Side side) {
    Timer timer = lifecycle.timer(side);
    return timer == Timer.IDLE
        || (timer == Timer.HALF_CLOSE && !lifecycle.connection(side).inputEnded());
  }

  private Set<Event> events(Side side) {
    Set<Event> events = EnumSet.noneOf(Event.class);
    ConnectionState connection = lifecycle.connection(side);
    if (side == DOWNSTREAM || (lifecycle.isRelaying() && !connection.isOver())) {
      events.add(Event.DRAINED);
    }
    if (side == DOWNSTREAM && (justAccepted || !connection.isOpen())) {
      events.add(Event.REFUSED);
    }
    if (connection.isOver()) {
      return events;
    }
    if (of(side).demand == Demand.CLOSE) {
      events.add(Event.DESCRIPTOR_CLOSED);
      addFinAcked(connection, events);
      if (connection.outputEnded() && connection.finReceived()) {
        events.add(Event.RST_RECEIVED);
      }
      return events;
    }
    if (lifecycle.timer(side) != Timer.NONE || mayBeWaitedForBy(side.other())) {
      events.add(Event.TIMED_OUT);
    }
    if (connection.tcp() == TcpState.NONE) {
      if (resolving) {
        events.addAll(EnumSet.of(Event.DIALLED, Event.DIAL_FAILED));
      }
    } else if (connection.tcp() == TcpState.SYN_SENT) {
      events.addAll(EnumSet.of(Event.CONNECTED, Event.DIAL_FAILED));
    } else {
      events.addAll(tcpEvents(connection));
      if (of(side).demand.compareTo(Demand.ABORT) < 0) {
        events.addAll(handshakeEvents(side, connection));
      }
      events.addAll(outputEvents(side, connection));
    }
    return events;
  }

  private static Set<Event> tcpEvents(ConnectionState connection) {
    Set<Event> events = EnumSet.of(Event.RST_RECEIVED, Event.LOST);
    if (!connection.finReceived()) {
      events.add(Event.FIN_RECEIVED);
      if (connection.tcp() == TcpState.FIN_WAIT_1) {
        events.add(Event.FIN_CROSSED);
      }
    }
    addFinAcked(connection, events);
    return events;
  }

  private static void addFinAcked(ConnectionState connection, Set<Event> events) {
    switch (connection.tcp()) {
      case FIN_WAIT_1, CLOSING, LAST_ACK -> events.add(Event.FIN_ACKED);
      default -> {}
    }
  }

  private Set<Event> handshakeEvents(Side side, ConnectionState connection) {
    if (connection.finReceived()) {
      return EnumSet.noneOf(Event.class);
    }
    if (!connection.isOpen()) {
      return EnumSet.of(Event.HEADER_RECEIVED, Event.HANDSHAKE_FAILED);
    }
    if (plan.mode(side) == TlsMode.NONE) {
      return EnumSet.noneOf(Event.class);
    }
    return switch (connection.tls()) {
      case AWAITING_HELLO -> EnumSet.of(Event.HELLO, Event.HANDSHAKE_FAILED);
      case HANDSHAKING ->
          EnumSet.of(
              Event.KEYS_DERIVED,
              Event.CERTIFICATE_VERIFIED,
              Event.HANDSHAKE_COMPLETED,
              Event.HANDSHAKE_FAILED);
      case ESTABLISHED -> EnumSet.of(Event.CLOSE_NOTIFY_RECEIVED, Event.TLS_FAILED);
      case HALF_CLOSED_LOCAL ->
          EnumSet.of(Event.CLOSE_NOTIFY_RECEIVED, Event.UNANSWERED, Event.TLS_FAILED);
      case HALF_CLOSED_REMOTE -> EnumSet.of(Event.TLS_FAILED);
      default -> EnumSet.noneOf(Event.class);
    };
  }

  private Set<Event> outputEvents(Side side, ConnectionState connection) {
    boolean tls = plan.mode(side) == TlsMode.ENDPOINT;
    Set<Event> events = finOrAlert(side, connection, tls);
    if (events.contains(Event.FIN_SENT) && connection.tcp() == TcpState.ESTABLISHED) {
      events.add(Event.FIN_ANSWERED);
    }
    return events;
  }

  private Set<Event> finOrAlert(Side side, ConnectionState connection, boolean tls) {
    return switch (of(side).demand) {
      case FINISH -> {
        if (connection.outputEnded()) {
          yield EnumSet.noneOf(Event.class);
        }
        boolean closeNotify =
            connection.tls() == TlsState.ESTABLISHED
                || connection.tls() == TlsState.HALF_CLOSED_REMOTE;
        yield EnumSet.of(closeNotify ? Event.CLOSE_NOTIFY_SENT : Event.FIN_SENT);
      }
      case CUT -> {
        if (!tls) {
          yield EnumSet.of(Event.RST_SENT);
        }
        yield connection.outputEnded() ? EnumSet.noneOf(Event.class) : EnumSet.of(Event.FIN_SENT);
      }
      case ANSWER -> EnumSet.of(Event.RST_SENT, Event.FIN_SENT);
      case ABORT ->
          connection.tls() == TlsState.FAILED && !connection.outputEnded()
              ? EnumSet.of(Event.RST_SENT, Event.FIN_SENT, Event.DESCRIPTOR_CLOSED)
              : EnumSet.of(Event.RST_SENT);
      default -> EnumSet.noneOf(Event.class);
    };
  }

  // What happens

  /** Plays one step to its end: the event, the action it gives, and what follows at once. */
  void play(Step step) {
    if (step.event == Event.UNANSWERED) {
      tell(step.side, Event.FIN_RECEIVED);
    }
    report(step.side, step.event);
    justAccepted = step.event == Event.ACCEPTED || (justAccepted && step.event == Event.DIALLED);
  }

  private void report(Side side, Event event) {
    Action action = tell(side, event);
    switch (event) {
      case RST_RECEIVED, LOST, RST_SENT -> demand(side, Demand.CLOSE);
      case FIN_SENT, FIN_ANSWERED -> {
        if (of(side).demand == Demand.ANSWER || of(side).demand == Demand.ABORT) {
          demand(side, Demand.LINGER);
        }
      }
      case DIALLED, DIAL_FAILED -> resolving = false;
      default -> {}
    }
    if (action != null) {
      perform(side, event, action);
    }
    if (event.isFin()) {
      giveVerdict(side);
    }
  }

  private @Nullable Action tell(Side side, Event event) {
    Joint before = watcher == null ? null : joint();
    Termination.Failure failure = lifecycle.termination().failure();
    boolean aborted = lifecycle.isAborted();
    Action action = lifecycle.on(side, event);
    ConnectionState connection = lifecycle.connection(side);
    Half half = of(side);
    half.orderly |=
        event == Event.CLOSE_NOTIFY_RECEIVED
            || event == Event.UNANSWERED
            || (event.isFin() && connection.finEndsInput());
    boolean untold = event == Event.UNANSWERED && plan.mode(side.other()) == TlsMode.ENDPOINT;
    half.truncated |= (event == Event.TRUNCATED || untold) && !aborted;
    if (watcher != null && before != null) {
      watcher.accept(
          new Reaction(
              new Step(side, event),
              action,
              before,
              joint(),
              failure,
              lifecycle.termination().failure()));
    }
    return action;
  }

  /** The engine says what a FIN was that no close_notify came before. */
  private void giveVerdict(Side side) {
    ConnectionState connection = lifecycle.connection(side);
    boolean heard = of(side).demand.compareTo(Demand.ABORT) < 0;
    if (connection.finReceived() && connection.awaitsVerdict() && heard) {
      report(side, connection.tls().isHandshaking() ? Event.HANDSHAKE_FAILED : Event.TRUNCATED);
    }
  }

  private void perform(Side side, Event event, Action action) {
    switch (action) {
      case DIAL -> {
        servers--;
        resolving = true;
        upstream = new Half();
      }
      case RELAY -> {
        for (Side ended : Side.values()) {
          if (lifecycle.connection(ended).inputEnded()) {
            finish(ended);
          }
        }
      }
      case FINISH_OTHER, CLOSE_OTHER -> finish(side);
      case TRUNCATE_OTHER -> demand(side.other(), Demand.CUT);
      case CLOSE_THIS -> demand(side, Demand.CLOSE);
      case ABORT -> {
        abort(side.other());
        if (event.isFin()) {
          demand(side, Demand.ANSWER);
        } else {
          abort(side);
        }
      }
      case REPORT -> {}
    }
  }

  /** Ends the output of the side that {@code ended} is relayed to. */
  private void finish(Side ended) {
    boolean cut = of(ended).truncated && plan.mode(ended.other()) == TlsMode.ENDPOINT;
    demand(ended.other(), cut ? Demand.CUT : Demand.FINISH);
  }

  private void abort(Side side) {
    ConnectionState connection = lifecycle.connection(side);
    if (connection.isUnused()) {
      resolving = false;
    } else if (connection.tcp() == TcpState.SYN_SENT) {
      report(side, Event.DIAL_CANCELLED);
    } else if (!connection.isOver() && of(side).demand != Demand.CLOSE) {
      boolean alert = plan.mode(side) == TlsMode.ENDPOINT && connection.tls().isHandshaking();
      demand(side, of(side).demand == Demand.LINGER ? Demand.CLOSE : Demand.ABORT);
      if (alert) {
        report(side, Event.HANDSHAKE_FAILED);
      }
    }
  }

  private void demand(Side side, Demand demand) {
    Half half = of(side);
    if (half.demand.compareTo(demand) < 0) {
      half.demand = demand;
    }
  }
}
