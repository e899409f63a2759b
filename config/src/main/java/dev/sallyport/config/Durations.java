package dev.sallyport.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;

/** Writes durations the way a configuration does. */
final class Durations {

  private static final Map<ChronoUnit, String> NAMES =
      Map.of(
          ChronoUnit.DAYS, "d",
          ChronoUnit.HOURS, "h",
          ChronoUnit.MINUTES, "m",
          ChronoUnit.SECONDS, "s",
          ChronoUnit.MILLIS, "ms",
          ChronoUnit.MICROS, "us",
          ChronoUnit.NANOS, "ns");

  private Durations() {}

  /** {@code duration} in the largest unit that says it exactly: {@code 90s}, {@code 7d}. */
  static String show(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    return NAMES.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .filter(unit -> unit.getDuration().multipliedBy(count(duration, unit)).equals(duration))
        .findFirst()
        .map(unit -> count(duration, unit) + NAMES.get(unit))
        .orElseThrow();
  }

  private static long count(Duration duration, ChronoUnit unit) {
    return duration.dividedBy(unit.getDuration());
  }
}
