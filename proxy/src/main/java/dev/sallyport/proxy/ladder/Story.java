package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.ladder.FullTimeline.Transfer;
import dev.sallyport.proxy.ladder.Step.Shape;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TlsRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rungs of a ladder: each entry of a timeline in words and with the state of TCP after it, by
 * the table of {@link TcpState}.
 */
final class Story {
  private static final Map<String, Event> EVENTS = new HashMap<>();

  static {
    for (Event event : Event.values()) {
      if (event.label() != null) {
        EVENTS.putIfAbsent(event.label(), event);
      }
    }
  }

  private final FlowRecord record;
  private final Map<Side, TcpState> states = new EnumMap<>(Side.class);
  private final Map<Side, TlsWords> words = new EnumMap<>(Side.class);
  private long dialled;

  private Story(FlowRecord record) {
    this.record = record;
    for (Side side : Side.values()) {
      states.put(side, TcpState.NONE);
      ConnectionRecord connection = record.connection(side);
      TlsRecord tls = connection == null ? null : connection.tls();
      if (tls != null) {
        words.put(side, new TlsWords(tls, side, isPassthrough(tls)));
      }
    }
  }

  private boolean isPassthrough(TlsRecord tls) {
    return tls.hello().serverRandom() == null && record.ending().error() == null;
  }

  static List<Step> of(FlowRecord record) {
    Story story = new Story(record);
    List<TimelineEntry> timeline = FullTimeline.of(record);
    List<Step> steps = new ArrayList<>(story.beforeAccept(timeline.get(0)));
    for (TimelineEntry entry : timeline) {
      steps.add(story.step(entry));
    }
    for (Side side : Side.values()) {
      story.sayWhoKeepsTimeWait(side, steps);
    }
    return steps;
  }

  /** The first two steps of the handshake, where the SYN is known; their moments are not. */
  private List<Step> beforeAccept(TimelineEntry first) {
    TcpRecord.Syn syn = record.downstream().tcp().syn();
    if (syn == null) {
      return List.of();
    }
    long micros = first.micros();
    Step step = Step.of(micros, Side.DOWNSTREAM, Shape.IN, Ink.TCP, "SYN").untimed();
    return List.of(
        notes(step, TcpWords.syn(syn)),
        Step.of(micros, Side.DOWNSTREAM, Shape.OUT, Ink.TCP, "SYN-ACK").untimed());
  }

  /** TIME_WAIT outlasts the record: who keeps it stands at the last that is told of a side. */
  private void sayWhoKeepsTimeWait(Side side, List<Step> steps) {
    ConnectionRecord connection = record.connection(side);
    TcpRecord.Teardown teardown = connection == null ? null : connection.tcp().teardown();
    if (teardown == null || teardown.timeWait() == null) {
      return;
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).side() == side) {
        steps.set(i, steps.get(i).note(TcpWords.timeWait(teardown.timeWait(), side)));
        return;
      }
    }
  }

  private Step step(TimelineEntry entry) {
    Step step = draft(entry).kernel(entry.kernel());
    Side side = entry.side();
    return side == null ? step : step.state(advance(side, event(entry, side)));
  }

  /** Of a client the kernel says so before it is accepted: for the table that is the same. */
  private static @Nullable Event event(TimelineEntry entry, Side side) {
    Event event = EVENTS.get(entry.event());
    return side == Side.DOWNSTREAM && event == Event.CONNECTED ? Event.ACCEPTED : event;
  }

  /** Returns the state an event leads to, or nothing when it changes none. */
  private @Nullable TcpState advance(Side side, @Nullable Event event) {
    TcpState before = states.getOrDefault(side, TcpState.NONE);
    if (event == null) {
      return null;
    }
    TcpState from = event == Event.DIALLED ? TcpState.NONE : before;
    TcpState after = TcpState.TABLE.next(from, inTruth(side, from, event));
    states.put(side, after);
    return after == before ? null : after;
  }

  /**
   * Who keeps TIME_WAIT tells which of the events that share a label it was: FINs crossed where
   * both do, and ours was the answer to one that was not read yet where the peer does.
   */
  private Event inTruth(Side side, TcpState from, Event event) {
    ConnectionRecord connection = record.connection(side);
    TcpRecord.Teardown teardown = connection == null ? null : connection.tcp().teardown();
    TcpRecord.TimeWait keeper = teardown == null ? null : teardown.timeWait();
    if (from == TcpState.FIN_WAIT_1
        && event == Event.FIN_RECEIVED
        && keeper == TcpRecord.TimeWait.BOTH) {
      return Event.FIN_CROSSED;
    }
    if (from == TcpState.ESTABLISHED
        && event == Event.FIN_SENT
        && keeper == TcpRecord.TimeWait.PEER) {
      return Event.FIN_ANSWERED;
    }
    return event;
  }

  private Step draft(TimelineEntry entry) {
    String event = entry.event();
    if (event.startsWith("tcp.")) {
      return tcp(entry);
    }
    if (event.startsWith("tls.")) {
      return tls(entry);
    }
    return switch (event) {
      case TimelineEntry.FIRST_BYTE -> firstByte(entry);
      case FullTimeline.LAST_BYTE -> lastByte(entry);
      case TimelineEntry.CUT -> cut(entry);
      case "proxy.header_received" -> arrow(entry, Ink.TCP, "PROXY header").note(conveyed());
      case "proxy.timed_out" -> mark(entry, Ink.BAD, "timed out").note(entry.text("detail"));
      case "proxy.refused" -> mark(entry, Ink.BAD, "refused").note(entry.text("detail"));
      case "proxy.drained" -> mark(entry, Ink.BAD, "drained").note(entry.text("detail"));
      default -> mark(entry, Ink.OWN, event).note(entry.text("detail"));
    };
  }

  private Step tcp(TimelineEntry entry) {
    String detail = entry.text("detail");
    return switch (entry.event()) {
      case "tcp.accepted" -> accepted(entry);
      case "tcp.dial" -> {
        dialled = entry.micros();
        yield arrow(entry, Ink.TCP, "SYN").note(detail).note(synRetransmits(entry));
      }
      case "tcp.connected" ->
          entry.side() == Side.DOWNSTREAM
              ? established(entry, "ACK")
              : shape(entry, Shape.IN, Ink.TCP, "SYN-ACK")
                  .note("after " + Quantity.duration(entry.micros() - dialled));
      case "tcp.dial_failed" -> shape(entry, Shape.LOST, Ink.BAD, "dial failed").note(detail);
      case "tcp.dial_cancelled" -> mark(entry, Ink.OWN, "dial given up").note(detail);
      case "tcp.fin_received" -> arrow(entry, Ink.TCP, "FIN");
      case "tcp.fin_sent" -> arrow(entry, Ink.TCP, "FIN").note(TcpWords.behind(entry));
      case "tcp.fin_acked" ->
          shape(entry, Shape.IN, Ink.TCP, "ACK of FIN")
              .note(entry.kernel() ? null : "at the latest");
      case "tcp.rst_received", "tcp.rst_sent" ->
          arrow(entry, Ink.BAD, "RST").note(resetReason(entry));
      case "tcp.lost" -> mark(entry, Ink.BAD, "connection lost").note(detail);
      case "tcp.retransmit" -> retransmit(entry).note(detail);
      case "tcp.closed" -> mark(entry, Ink.FAINT, "descriptor closed");
      default -> arrow(entry, Ink.TCP, entry.event().substring(4)).note(detail);
    };
  }

  /** Where the kernel has told when the client was there, this is when it was let in. */
  private Step accepted(TimelineEntry entry) {
    Long waited = record.downstream().tcp().acceptQueueMicros();
    return states.get(Side.DOWNSTREAM) != TcpState.NONE && waited != null
        ? mark(entry, Ink.TCP, "accepted").note(TcpWords.acceptQueue(waited))
        : established(entry, "ACK, accepted");
  }

  private Step established(TimelineEntry entry, String ack) {
    TcpRecord tcp = record.downstream().tcp();
    Step step =
        tcp.syn() == null
            ? shape(entry, Shape.EXCHANGE, Ink.TCP, "SYN, SYN-ACK, ACK")
            : shape(entry, Shape.IN, Ink.TCP, ack);
    return notes(step, TcpWords.handshake(tcp));
  }

  /** The record counts the SYNs of its own dial alone, which is the last one. */
  private @Nullable String synRetransmits(TimelineEntry entry) {
    ConnectionRecord upstream = record.upstream();
    if (upstream == null || upstream.dial() == null) {
      return null;
    }
    return upstream.dial().beginMicros() == entry.micros()
        ? TcpWords.synRetransmits("SYN", upstream.tcp().synRetransmits())
        : null;
  }

  /** What we sent again; the peer's own are not seen. */
  private Step retransmit(TimelineEntry entry) {
    Side side = entry.side();
    TcpState state = side == null ? null : states.get(side);
    String label = state == null ? "retransmit" : TcpWords.retransmitted(state);
    return shape(entry, Shape.OUT, Ink.BAD, label);
  }

  private @Nullable String resetReason(TimelineEntry entry) {
    ConnectionRecord connection = entry.side() == null ? null : record.connection(entry.side());
    TcpRecord.Teardown teardown = connection == null ? null : connection.tcp().teardown();
    String reason = teardown == null ? null : teardown.rstReason();
    return reason == null ? entry.text("detail") : TcpWords.resetReason(reason);
  }

  private Step tls(TimelineEntry entry) {
    TlsWords words = entry.side() == null ? null : this.words.get(entry.side());
    String detail = entry.text("detail");
    return switch (entry.event()) {
      case "tls.alert" -> alert(entry);
      case "tls.close_notify" -> arrow(entry, Ink.TLS, "close_notify");
      case "tls.certificate_verified" -> verified(entry, words);
      case TlsWords.PRE_MASTER ->
          mark(entry, Ink.TLS, "pre-master secret").note(words == null ? null : words.preMaster());
      case "tls.keys_derived" -> mark(entry, Ink.TLS, "keys derived");
      case "tls.handshake_completed" ->
          notes(
              mark(entry, Ink.GOOD, "TLS established"),
              words == null ? List.of() : words.handshake());
      case "tls.handshake_failed" -> mark(entry, Ink.BAD, "handshake failed").note(detail);
      case "tls.truncated" -> mark(entry, Ink.BAD, "truncated").note("FIN without close_notify");
      case "tls.failed" -> mark(entry, Ink.BAD, "TLS failed").note(detail);
      default -> {
        Step step = arrow(entry, Ink.TLS, TlsWords.messageName(entry.event()));
        yield words == null ? step : notes(step, words.ofMessage(entry.event(), entry.direction()));
      }
    };
  }

  private static Step alert(TimelineEntry entry) {
    String name = entry.text("name");
    String level = entry.text("level");
    Step step = arrow(entry, Ink.BAD, name == null ? "alert" : "alert " + name);
    return level == null ? step : step.note(level + ", code " + entry.text("code"));
  }

  private static Step verified(TimelineEntry entry, @Nullable TlsWords words) {
    String verdict = words == null ? null : words.verdict();
    boolean trusted = verdict == null || verdict.equals("trusted");
    String label = "certificate " + (verdict == null ? "verified" : verdict.replace('_', ' '));
    return mark(entry, trusted ? Ink.GOOD : Ink.BAD, label)
        .note(words == null ? null : words.verified());
  }

  private Step firstByte(TimelineEntry entry) {
    Transfer transfer = transfer(entry);
    return arrow(
        entry,
        Ink.DATA,
        transfer == null || !transfer.isMoment()
            ? "first byte"
            : "data, " + Quantity.bytes(transfer.bytes()));
  }

  private Step lastByte(TimelineEntry entry) {
    Step step = arrow(entry, Ink.DATA, "last byte");
    Transfer transfer = transfer(entry);
    return transfer == null
        ? step
        : step.note(
                Quantity.bytes(transfer.bytes()) + " in " + Quantity.duration(transfer.micros()))
            .note(Quantity.rate(transfer.bytes(), transfer.micros()));
  }

  private @Nullable Transfer transfer(TimelineEntry entry) {
    ConnectionRecord connection = entry.side() == null ? null : record.connection(entry.side());
    Direction direction = entry.direction();
    return connection == null || direction == null ? null : Transfer.of(connection, direction);
  }

  private static Step cut(TimelineEntry entry) {
    String count = entry.text("count");
    String label = (count == null ? "some" : count) + " entries left out";
    return Step.of(entry.micros(), null, Shape.BREAK, Ink.FAINT, label);
  }

  private @Nullable String conveyed() {
    FlowRecord.Proxied proxied = record.heading().proxied();
    return proxied == null ? null : proxied.source() + " → " + proxied.destination();
  }

  private static Step notes(Step step, List<String> notes) {
    Step noted = step;
    for (String note : notes) {
      noted = noted.note(note);
    }
    return noted;
  }

  private static Step arrow(TimelineEntry entry, Ink ink, String label) {
    Direction direction = entry.direction();
    Shape shape = direction == null ? Shape.MARK : direction == Direction.IN ? Shape.IN : Shape.OUT;
    return shape(entry, shape, ink, label);
  }

  private static Step mark(TimelineEntry entry, Ink ink, String label) {
    return shape(entry, Shape.MARK, ink, label);
  }

  private static Step shape(TimelineEntry entry, Shape shape, Ink ink, String label) {
    return Step.of(
        entry.micros(), entry.side(), entry.side() == null ? Shape.BREAK : shape, ink, label);
  }
}
