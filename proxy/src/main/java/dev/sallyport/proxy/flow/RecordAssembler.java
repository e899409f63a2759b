package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.kernel.Testimony;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.lifecycle.Termination;
import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TimingSource;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsFailure;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the record of a flow that is over. */
final class RecordAssembler {

  private final Flow flow;
  private final Timeline timeline;
  private final Termination termination;
  private final @Nullable Hearing hearing;

  RecordAssembler(Flow flow) {
    this.flow = flow;
    this.timeline = flow.timeline();
    this.termination = flow.lifecycle().termination();
    this.hearing = flow.hearing();
  }

  FlowRecord assemble() {
    return new FlowRecord(
        heading(), ending(), connection(DOWNSTREAM), upstreamRecord(), timelineEntries());
  }

  private FlowRecord.Heading heading() {
    Upstream upstream = flow.upstream();
    return new FlowRecord.Heading(
        flow.id(),
        flow.accepted(),
        flow.listener().name(),
        upstream == null ? null : upstream.backend().name(),
        upstream == null || upstream.server() == null ? null : upstream.server().toString(),
        proxied());
  }

  private FlowRecord.@Nullable Proxied proxied() {
    if (flow.proxiedSource() == null) {
      return null;
    }
    return new FlowRecord.Proxied(
        String.valueOf(text(flow.source())), String.valueOf(text(flow.destination())));
  }

  private FlowRecord.Ending ending() {
    Termination.Failure failure = termination.failure();
    Outcome outcome = termination.outcome(required(DOWNSTREAM).isSilent());
    return new FlowRecord.Ending(
        outcome,
        failure == null || outcome == Outcome.EMPTY ? null : error(failure),
        duration(),
        hearing != null && hearing.isWhole() ? TimingSource.KERNEL : TimingSource.SOCKET,
        close());
  }

  /** To the end of both connections; the kernel's may be after that of the descriptor. */
  private long duration() {
    long last = flow.ended();
    for (Timeline.Entry entry : timeline.entries()) {
      last = Math.max(last, entry.at());
    }
    return last / 1000;
  }

  private ErrorRecord error(Termination.Failure failure) {
    return new ErrorRecord(
        failure.side(),
        failure.state(),
        failure.cause().type(),
        alert(failure.side()),
        failure.cause().detail());
  }

  private ErrorRecord.@Nullable Alert alert(Side side) {
    Connection connection = flow.connection(side);
    TlsHandler tls = connection == null ? null : connection.tlsHandler();
    TlsFailure failure = tls == null ? null : tls.failure();
    TlsAlert alert = failure == null ? null : failure.alert();
    if (alert == null) {
      return null;
    }
    return new ErrorRecord.Alert(
        Direction.valueOf(alert.direction().name()),
        alert.level().wireName(),
        alert.name(),
        alert.code());
  }

  private @Nullable CloseRecord close() {
    Termination.FirstEnd first = termination.firstEnd();
    if (first == null) {
      return null;
    }
    return new CloseRecord(
        first.closer(), first.means(), Math.floorDiv(first.at(), 1000L), halfClose());
  }

  /** From the one side's end of input to the other's; absent unless both came. */
  private @Nullable Long halfClose() {
    long down = inputEnd(DOWNSTREAM);
    long up = inputEnd(UPSTREAM);
    if (down == Timeline.ABSENT || up == Timeline.ABSENT) {
      return null;
    }
    return Math.abs(down - up) / 1000;
  }

  private long inputEnd(Side side) {
    long notify = timeline.first(side, Event.CLOSE_NOTIFY_RECEIVED);
    return notify == Timeline.ABSENT ? timeline.first(side, Event.FIN_RECEIVED) : notify;
  }

  private @Nullable ConnectionRecord upstreamRecord() {
    return timeline.has(UPSTREAM, Event.DIALLED) && flow.connection(UPSTREAM) != null
        ? connection(UPSTREAM)
        : null;
  }

  private ConnectionRecord connection(Side side) {
    Connection connection = required(side);
    return new ConnectionRecord(
        text(connection.local()),
        text(connection.remote()),
        tcp(side),
        dial(side),
        TlsRecords.of(connection, timeline),
        connection.traffic().bytes(),
        connection.traffic().first(),
        connection.traffic().last());
  }

  private ConnectionRecord.@Nullable Dial dial(Side side) {
    Long begin = micros(side, Event.DIALLED);
    return begin == null ? null : new ConnectionRecord.Dial(begin, micros(side, Event.CONNECTED));
  }

  private TcpRecord tcp(Side side) {
    TcpFacts facts = required(side).facts();
    return new TcpRecord(
        state(side),
        facts.handshakeMicros(),
        acceptQueue(side),
        facts.synRetransmits(),
        facts.syn(),
        teardown(side),
        facts.info());
  }

  /** By the kernel where it was heard, but of a connection that was lost it may not say so. */
  private TcpState state(Side side) {
    Testimony testimony = testimony(side);
    return testimony == null || timeline.has(side, Event.LOST)
        ? flow.lifecycle().connection(side).tcp()
        : testimony.state();
  }

  /** From the kernel's ESTABLISHED to our accept. */
  private @Nullable Long acceptQueue(Side side) {
    boolean known = side == DOWNSTREAM && timeline.has(side, Event.CONNECTED);
    return known ? Math.max(0, -timeline.first(side, Event.CONNECTED)) / 1000 : null;
  }

  private @Nullable Testimony testimony(Side side) {
    return hearing == null || !hearing.isWhole() ? null : hearing.of(side);
  }

  private TcpRecord.@Nullable Teardown teardown(Side side) {
    TcpRecord.Teardown teardown =
        new TcpRecord.Teardown(
            micros(side, Event.FIN_RECEIVED),
            micros(side, Event.FIN_SENT),
            micros(side, Event.FIN_ACKED),
            micros(side, Event.RST_RECEIVED),
            micros(side, Event.RST_SENT),
            rstReason(side),
            timeWait(side));
    return teardown.equals(new TcpRecord.Teardown(null, null, null, null, null, null, null))
        ? null
        : teardown;
  }

  private @Nullable String rstReason(Side side) {
    boolean reset = timeline.has(side, Event.RST_RECEIVED) || timeline.has(side, Event.RST_SENT);
    Testimony testimony = testimony(side);
    return reset && testimony != null ? testimony.rstReason() : null;
  }

  /**
   * Who sent the first FIN keeps TIME_WAIT, both where they crossed; an RST leaves none; one FIN
   * alone tells nothing.
   */
  private TcpRecord.@Nullable TimeWait timeWait(Side side) {
    if (timeline.has(side, Event.RST_RECEIVED) || timeline.has(side, Event.RST_SENT)) {
      return TcpRecord.TimeWait.NONE;
    }
    long sent = timeline.first(side, Event.FIN_SENT);
    long received = timeline.first(side, Event.FIN_RECEIVED);
    if (sent == Timeline.ABSENT || received == Timeline.ABSENT) {
      return null;
    }
    if (timeline.has(side, Event.FIN_CROSSED)) {
      return TcpRecord.TimeWait.BOTH;
    }
    if (timeline.has(side, Event.FIN_ANSWERED)) {
      return TcpRecord.TimeWait.PEER;
    }
    if (testimony(side) == null && required(side).facts().isOrderUnknown()) {
      return null;
    }
    return sent < received ? TcpRecord.TimeWait.LOCAL : TcpRecord.TimeWait.PEER;
  }

  private List<TimelineEntry> timelineEntries() {
    List<Timeline.Entry> entries = new ArrayList<>(timeline.entries());
    entries.sort(Comparator.comparingLong(Timeline.Entry::at));
    List<TimelineEntry> result = new ArrayList<>(entries.size() + 1);
    for (Timeline.Entry entry : entries) {
      result.add(
          new TimelineEntry(
              Math.floorDiv(entry.at(), 1000L),
              entry.side(),
              entry.label(),
              entry.direction(),
              entry.kernel(),
              entry.details()));
    }
    if (timeline.cut() > 0) {
      result.add(TimelineEntry.cut(duration(), timeline.cut()));
    }
    return result;
  }

  private @Nullable Long micros(Side side, Event event) {
    return Micros.of(timeline.first(side, event));
  }

  private Connection required(Side side) {
    Connection connection = flow.connection(side);
    if (connection == null) {
      throw new IllegalStateException("no connection " + side);
    }
    return connection;
  }

  private static @Nullable String text(@Nullable InetSocketAddress address) {
    return address == null ? null : NetUtil.toSocketAddressString(address);
  }
}
