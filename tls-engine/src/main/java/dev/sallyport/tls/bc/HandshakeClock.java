package dev.sallyport.tls.bc;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures a handshake: when it began and ended, and how much of it was spent in the engine. */
final class HandshakeClock {
  private final LongSupplier nanos;
  private @Nullable Long beginAt;
  private @Nullable Long endAt;
  private long enteredAt;
  private long computeNanos;

  HandshakeClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A call on the engine begins. */
  void enter() {
    if (endAt == null) {
      enteredAt = nanos.getAsLong();
    }
  }

  /** The first octet of the handshake; it came when the running call began. */
  void begin() {
    if (beginAt == null) {
      beginAt = enteredAt;
    }
  }

  /** The call on the engine ends. */
  void leave() {
    if (endAt == null && beginAt != null) {
      computeNanos += nanos.getAsLong() - enteredAt;
    }
  }

  /** The handshake is over, in the middle of a call. */
  void end(long at) {
    if (endAt == null) {
      endAt = at;
      computeNanos += at - enteredAt;
    }
  }

  @Nullable Long beginAt() {
    return beginAt;
  }

  @Nullable Long endAt() {
    return endAt;
  }

  long computeNanos() {
    return computeNanos;
  }
}
