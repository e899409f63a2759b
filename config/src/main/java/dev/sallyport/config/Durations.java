package dev.sallyport.config;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Writes durations the way a configuration does. */
final class Durations {

  private Durations() {}

  /** {@code duration} in the largest unit that says it exactly: {@code 90s}, {@code 7d}. */
  static String show(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.getNano() % 1_000_000 != 0) {
      return duration.toString();
    }
    long seconds = duration.getSeconds();
    if (duration.getNano() != 0) {
      return duration.toMillis() + "ms";
    }
    for (TimeUnit unit : new TimeUnit[] {TimeUnit.DAYS, TimeUnit.HOURS, TimeUnit.MINUTES}) {
      if (seconds % unit.toSeconds(1) == 0) {
        return seconds / unit.toSeconds(1) + unit.name().substring(0, 1).toLowerCase(Locale.ROOT);
      }
    }
    return seconds + "s";
  }
}
