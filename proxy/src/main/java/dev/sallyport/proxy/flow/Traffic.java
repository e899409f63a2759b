package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.record.ConnectionRecord;
import org.jspecify.annotations.Nullable;

/** What passed over one connection: bytes each way, and when the first and the last of them. */
final class Traffic {

  private long in;
  private long out;
  private long firstIn = Timeline.ABSENT;
  private long firstOut = Timeline.ABSENT;
  private long lastIn = Timeline.ABSENT;
  private long lastOut = Timeline.ABSENT;
  private boolean unflushed;
  private boolean said;
  private long inWhenSaid;

  /** Counts what came at {@code at}. */
  void received(int bytes, long at) {
    in += bytes;
    lastIn = at;
  }

  /** Counts what goes at the latest with the next flush. */
  void sent(int bytes) {
    out += bytes;
    unflushed = true;
  }

  boolean isFirstIn() {
    return firstIn == Timeline.ABSENT;
  }

  /** Whether a byte was counted as sent and no time told of the first. */
  boolean isFirstOutDue() {
    return out > 0 && firstOut == Timeline.ABSENT;
  }

  void firstIn(long now) {
    firstIn = now;
  }

  void firstOut(long now) {
    firstOut = now;
  }

  /** What was counted as sent goes at {@code now}. */
  void flushed(long now) {
    if (unflushed) {
      unflushed = false;
      lastOut = now;
    }
  }

  /** We have said that we send no more. */
  void said() {
    said = true;
    inWhenSaid = in;
  }

  /** Whether we have said that we send no more, and received nothing since. */
  boolean isSilentSinceSaid() {
    return said && in == inWhenSaid;
  }

  /** When the last byte came, or {@link Timeline#ABSENT}. */
  long lastIn() {
    return lastIn;
  }

  boolean isNone() {
    return in == 0 && out == 0;
  }

  ConnectionRecord.Bytes bytes() {
    return new ConnectionRecord.Bytes(in, out);
  }

  ConnectionRecord.@Nullable ByteTimes first() {
    return ConnectionRecord.ByteTimes.of(Micros.of(firstIn), Micros.of(firstOut));
  }

  ConnectionRecord.@Nullable ByteTimes last() {
    return ConnectionRecord.ByteTimes.of(Micros.of(lastIn), Micros.of(lastOut));
  }
}
