package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ConnectionRecord.ByteTimes;
import dev.sallyport.proxy.record.ConnectionRecord.Dial;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord.Teardown;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TlsRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timeline of a record, with what its other fields know where it was cut or left out, and with
 * the last bytes of a transfer, which are no entry of the log.
 */
final class FullTimeline {
  /** The last byte that passed on a side in a direction, where that was long after the first. */
  static final String LAST_BYTE = "app.last_byte";

  /** A transfer that takes less is one moment. */
  private static final long MOMENT_MICROS = 1_000;

  private final List<TimelineEntry> entries = new ArrayList<>();

  /** From here on fields of the record may know of what the timeline does not. */
  private long holesFrom;

  private FullTimeline(List<TimelineEntry> timeline) {
    holesFrom = timeline.isEmpty() ? Long.MIN_VALUE : Long.MAX_VALUE;
    take(timeline);
  }

  static List<TimelineEntry> of(FlowRecord record) {
    FullTimeline full = new FullTimeline(record.timeline());
    if (record.timeline().isEmpty()) {
      full.add(0L, Side.DOWNSTREAM, label(Event.ACCEPTED), null);
    }
    for (Side side : Side.values()) {
      ConnectionRecord connection = record.connection(side);
      if (connection != null) {
        full.dial(connection.dial());
        full.tls(side, connection.tls(), failedHandshake(record, side));
        full.firstBytes(side, connection.firstByte());
        full.teardown(side, connection.tcp().teardown());
        full.lastBytes(side, connection);
      }
    }
    full.entries.sort(Comparator.comparingLong(TimelineEntry::micros));
    return full.entries;
  }

  /** Takes the entries there are; one that stands for others moves to where they are missing. */
  private void take(List<TimelineEntry> timeline) {
    for (TimelineEntry entry : timeline) {
      if (entry.event().equals(TimelineEntry.CUT)) {
        holesFrom = entries.isEmpty() ? Long.MIN_VALUE : entries.get(entries.size() - 1).micros();
        entries.add(
            new TimelineEntry(holesFrom, null, entry.event(), null, false, entry.details()));
      } else {
        entries.add(entry);
      }
    }
  }

  private static boolean failedHandshake(FlowRecord record, Side side) {
    return record.outcome()
        == (side == Side.DOWNSTREAM ? Outcome.DOWNSTREAM_TLS_FAILED : Outcome.UPSTREAM_TLS_FAILED);
  }

  private static String label(Event event) {
    return Objects.requireNonNull(event.label());
  }

  private void dial(@Nullable Dial dial) {
    if (dial != null) {
      add(dial.beginMicros(), Side.UPSTREAM, label(Event.DIALLED), Direction.OUT);
      add(dial.endMicros(), Side.UPSTREAM, label(Event.CONNECTED), null);
    }
  }

  private void tls(Side side, @Nullable TlsRecord tls, boolean failed) {
    if (tls == null) {
      return;
    }
    TlsRecord.Handshake handshake = tls.handshake();
    if (handshake != null) {
      Direction hello = side == Side.DOWNSTREAM ? Direction.IN : Direction.OUT;
      add(handshake.beginMicros(), side, "tls.client_hello", hello);
    }
    TlsRecord.PreMaster preMaster = tls.keys().preMaster();
    if (preMaster != null) {
      add(preMaster.atMicros(), side, TlsWords.PRE_MASTER, null);
    }
    add(tls.keys().derivedMicros(), side, label(Event.KEYS_DERIVED), null);
    TlsRecord.Verified verified = tls.certificates().verified();
    if (verified != null) {
      add(verified.atMicros(), side, label(Event.CERTIFICATE_VERIFIED), null);
    }
    if (handshake != null) {
      add(
          handshake.endMicros(),
          side,
          label(failed ? Event.HANDSHAKE_FAILED : Event.HANDSHAKE_COMPLETED),
          null);
    }
    String closeNotify = label(Event.CLOSE_NOTIFY_RECEIVED);
    add(tls.close().notifyReceivedMicros(), side, closeNotify, Direction.IN);
    add(tls.close().notifySentMicros(), side, closeNotify, Direction.OUT);
  }

  private void firstBytes(Side side, @Nullable ByteTimes first) {
    if (first != null) {
      add(first.inMicros(), side, TimelineEntry.FIRST_BYTE, Direction.IN);
      add(first.outMicros(), side, TimelineEntry.FIRST_BYTE, Direction.OUT);
    }
  }

  private void teardown(Side side, @Nullable Teardown teardown) {
    if (teardown != null) {
      add(teardown.finReceivedMicros(), side, label(Event.FIN_RECEIVED), Direction.IN);
      add(teardown.finSentMicros(), side, label(Event.FIN_SENT), Direction.OUT);
      add(teardown.finAckedMicros(), side, label(Event.FIN_ACKED), Direction.IN);
      add(teardown.rstReceivedMicros(), side, label(Event.RST_RECEIVED), Direction.IN);
      add(teardown.rstSentMicros(), side, label(Event.RST_SENT), Direction.OUT);
    }
  }

  private void lastBytes(Side side, ConnectionRecord connection) {
    for (Direction direction : Direction.values()) {
      Transfer transfer = Transfer.of(connection, direction);
      if (transfer.micros() >= MOMENT_MICROS) {
        entries.add(TimelineEntry.of(transfer.last(), side, LAST_BYTE, direction));
      }
    }
  }

  private void add(@Nullable Long micros, Side side, String event, @Nullable Direction direction) {
    if (micros != null && micros >= holesFrom && !isKnown(micros, side, event, direction)) {
      entries.add(TimelineEntry.of(micros, side, event, direction));
    }
  }

  private boolean isKnown(long micros, Side side, String event, @Nullable Direction direction) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.micros() == micros
                    && entry.side() == side
                    && entry.event().equals(event)
                    && entry.direction() == direction);
  }

  /** What passed on a connection in one direction, and when; zeros for what is not known. */
  record Transfer(long bytes, long first, long last) {
    static Transfer of(ConnectionRecord connection, Direction direction) {
      boolean in = direction == Direction.IN;
      Long first = time(connection.firstByte(), in);
      Long last = time(connection.lastByte(), in);
      long bytes = in ? connection.bytes().in() : connection.bytes().out();
      long begin = first == null ? 0 : first;
      return new Transfer(bytes, begin, first == null || last == null ? begin : last);
    }

    private static @Nullable Long time(@Nullable ByteTimes times, boolean in) {
      return times == null ? null : in ? times.inMicros() : times.outMicros();
    }

    long micros() {
      return last - first;
    }

    boolean isMoment() {
      return micros() < MOMENT_MICROS;
    }
  }
}
