package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Timeline;
import org.jspecify.annotations.Nullable;

/** Nanoseconds of a timeline as the microseconds of a record. */
final class Micros {

  private Micros() {}

  /** Rounded towards the past; null for {@link Timeline#ABSENT}. */
  static @Nullable Long of(long nanos) {
    return nanos == Timeline.ABSENT ? null : Long.valueOf(Math.floorDiv(nanos, 1000L));
  }

  /** Likewise; null for null. */
  static @Nullable Long of(@Nullable Long nanos) {
    return nanos == null ? null : Long.valueOf(Math.floorDiv(nanos, 1000L));
  }
}
