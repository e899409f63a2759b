package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ConnectionRecord.ByteTimes;
import dev.sallyport.proxy.record.ConnectionRecord.Dial;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord.Teardown;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TlsRecord;
import dev.sallyport.proxy.record.TlsRecord.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the time of one connection went: its phases in order, from accept to its end. */
final class Phases {
  /** A stretch of time, in microseconds. */
  record Stretch(Phase phase, long micros) {}

  private final List<Stretch> stretches = new ArrayList<>();
  private long at;

  private Phases() {}

  /** Returns the phases of a side, none for an upstream that was never dialled. */
  static List<Stretch> of(FlowRecord record, Side side) {
    ConnectionRecord connection = record.connection(side);
    if (connection == null) {
      return List.of();
    }
    Phases phases = new Phases();
    Long failed = firstNonNull(closeAt(record), record.ending().durationMicros());
    Dial dial = connection.dial();
    if (dial != null) {
      phases.until(Phase.BEFORE, dial.beginMicros());
      phases.until(Phase.DIAL, firstNonNull(dial.endMicros(), failed));
    }
    TlsRecord tls = connection.tls();
    if (tls != null && tls.handshake() != null) {
      phases.handshake(tls.handshake(), failed);
    } else if (tls != null && tls.hello().clientRandom() == null) {
      phases.until(Phase.HELLO, failed);
    }
    phases.data(connection);
    phases.until(Phase.IDLE, closing(connection));
    phases.until(Phase.TEARDOWN, over(record, side, connection));
    return phases.stretches;
  }

  private void handshake(Handshake handshake, Long failed) {
    until(Phase.HELLO, handshake.beginMicros());
    Long computing = handshake.computeMicros();
    if (handshake.beginMicros() == null || (handshake.endMicros() == null && computing == null)) {
      return;
    }
    long end = firstNonNull(handshake.endMicros(), failed);
    until(Phase.WAITING, end - (computing == null ? 0 : computing));
    until(Phase.COMPUTING, end);
  }

  private void data(ConnectionRecord connection) {
    ByteTimes first = connection.firstByte();
    ByteTimes last = connection.lastByte();
    if (first != null) {
      until(Phase.IDLE, earlier(first.inMicros(), first.outMicros()));
      if (first.inMicros() != null && first.outMicros() != null) {
        until(Phase.FIRST_BYTE, Math.max(first.inMicros(), first.outMicros()));
      }
    }
    if (last != null) {
      until(Phase.TRANSFER, last.inMicros());
      until(Phase.TRANSFER, last.outMicros());
    }
  }

  /** Goes on to a moment, if it is known and not yet past. */
  private void until(Phase phase, @Nullable Long moment) {
    if (moment != null && moment > at) {
      int last = stretches.size() - 1;
      long before = 0;
      if (last >= 0 && stretches.get(last).phase() == phase) {
        before = stretches.remove(last).micros();
      }
      stretches.add(new Stretch(phase, before + moment - at));
      at = moment;
    }
  }

  private static @Nullable Long closeAt(FlowRecord record) {
    CloseRecord close = record.ending().close();
    return close == null ? null : close.atMicros();
  }

  /** When the connection began to end, either way. */
  private static @Nullable Long closing(ConnectionRecord connection) {
    Long first = null;
    TlsRecord tls = connection.tls();
    if (tls != null) {
      first = earlier(tls.close().notifyReceivedMicros(), tls.close().notifySentMicros());
    }
    Teardown teardown = connection.tcp().teardown();
    if (teardown != null) {
      first = earlier(first, earlier(teardown.finReceivedMicros(), teardown.finSentMicros()));
      first = earlier(first, earlier(teardown.rstReceivedMicros(), teardown.rstSentMicros()));
    }
    return first;
  }

  private static @Nullable Long over(FlowRecord record, Side side, ConnectionRecord connection) {
    if (side == Side.DOWNSTREAM) {
      return record.ending().durationMicros();
    }
    for (TimelineEntry entry : record.timeline()) {
      if (entry.side() == side && entry.event().equals(Event.DESCRIPTOR_CLOSED.label())) {
        return entry.micros();
      }
    }
    Teardown teardown = connection.tcp().teardown();
    return teardown == null
        ? null
        : Stream.of(
                teardown.finReceivedMicros(),
                teardown.finSentMicros(),
                teardown.finAckedMicros(),
                teardown.rstReceivedMicros(),
                teardown.rstSentMicros())
            .filter(Objects::nonNull)
            .max(Long::compare)
            .orElse(null);
  }

  private static @Nullable Long earlier(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }

  private static Long firstNonNull(@Nullable Long one, @Nullable Long other) {
    return one != null ? one : Objects.requireNonNull(other);
  }
}
