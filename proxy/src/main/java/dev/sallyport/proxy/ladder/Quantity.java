package dev.sallyport.proxy.ladder;

import java.util.Locale;

/**
 * Durations, amounts and rates as people write them: three significant digits or four, and a unit
 * that no line break parts from them.
 */
final class Quantity {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String NBSP = "\u00a0";
  private static final double MICROS_PER_SECOND = 1e6;

  private Quantity() {}

  static String duration(long micros) {
    if (micros < 0) {
      return "-" + duration(-micros);
    }
    if (micros < 1_000) {
      return micros + NBSP + "µs";
    }
    if (micros < 999_500) {
      return digits(micros / 1e3) + NBSP + "ms";
    }
    if (micros < 59_950_000) {
      return digits(micros / MICROS_PER_SECOND) + NBSP + "s";
    }
    long seconds = Math.round(micros / MICROS_PER_SECOND);
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%d\u00a0min\u00a0%02d\u00a0s", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d\u00a0h\u00a0%02d\u00a0min", seconds / 3_600, seconds / 60 % 60);
  }

  static String bytes(long bytes) {
    return bytes(bytes, "");
  }

  /** Returns bytes a second, {@code 782 MiB/s}. */
  static String rate(long bytes, long micros) {
    return bytes(Math.round(bytes * MICROS_PER_SECOND / Math.max(1, micros)), "/s");
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String bytes(long bytes, String suffix) {
    if (bytes < 1_024) {
      return bytes + NBSP + "B" + suffix;
    }
    double amount = bytes / 1_024.0;
    int unit = 0;
    while (amount >= 1_023.5 && unit < UNITS.length - 1) {
      amount /= 1_024;
      unit++;
    }
    return digits(amount) + NBSP + UNITS[unit] + suffix;
  }

  private static String digits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
