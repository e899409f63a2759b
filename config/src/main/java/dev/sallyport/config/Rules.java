package dev.sallyport.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold in one record, checked as a whole so that all broken rules are told at once.
 *
 * <p>A record's compact constructor states its rules here; the loader turns the broken ones into
 * problems with file and line, any other caller sees an {@link IllegalArgumentException}.
 */
final class Rules {

  private final List<Broken> broken = new ArrayList<>();

  private Rules() {}

  static Rules start() {
    return new Rules();
  }

  /**
   * States that {@code holds}.
   *
   * @param key the setting to blame, within the record
   * @param involved further settings without whose values the rule means nothing
   */
  Rules require(boolean holds, String key, String what, String... involved) {
    if (!holds) {
      broken.add(new Broken(key, what, List.of(involved)));
    }
    return this;
  }

  Rules range(String key, long value, long lowest, long highest) {
    boolean holds = value >= lowest && value <= highest;
    return require(holds, key, "out of range: " + value + " (" + lowest + " to " + highest + ")");
  }

  Rules range(String key, Duration value, Duration lowest, Duration highest) {
    boolean holds = value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0;
    String bounds = Durations.show(lowest) + " to " + Durations.show(highest);
    return require(holds, key, "out of range: " + Durations.show(value) + " (" + bounds + ")");
  }

  void check() {
    if (!broken.isEmpty()) {
      throw new BrokenException(broken);
    }
  }

  /** A rule that does not hold, by keys within its record. */
  record Broken(String key, String what, List<String> involved) {

    /** Every setting the rule is about. */
    Stream<String> keys() {
      return Stream.concat(Stream.of(key), involved.stream());
    }
  }

  /** Thrown by a record's constructor: these rules do not hold. */
  static final class BrokenException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<Broken> broken;

    BrokenException(List<Broken> broken) {
      super(broken.stream().map(b -> b.key() + ": " + b.what()).collect(Collectors.joining("; ")));
      this.broken = List.copyOf(broken);
    }

    List<Broken> broken() {
      return broken;
    }
  }
}
