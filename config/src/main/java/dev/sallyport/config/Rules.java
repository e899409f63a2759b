package dev.sallyport.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold in one record, checked as a whole so that all broken rules are told at once.
 *
 * <p>A record's compact constructor states its rules here. The loader turns the broken ones into
 * problems with file and line; any other caller sees an {@link IllegalArgumentException}.
 */
final class Rules {

  private final Origins origins;
  private final List<Broken> broken = new ArrayList<>();

  private Rules(Origins origins) {
    this.origins = origins;
  }

  /** Rules on the settings of the record that was written at {@code origins}. */
  static Rules of(Origins origins) {
    return new Rules(origins);
  }

  /**
   * States that {@code holds}.
   *
   * @param key the setting to blame
   * @param causes settings that seem to break the rule when they themselves could not be read
   */
  Rules require(boolean holds, String key, String what, String... causes) {
    return require(holds, origins.of(key).problem(what), causes);
  }

  /** The same, with a problem that is perhaps not of this record. */
  Rules require(boolean holds, Problem problem, String... causes) {
    if (!holds) {
      broken.add(new Broken(problem, Stream.of(causes).map(it -> origins.of(it).key()).toList()));
    }
    return this;
  }

  /** States that {@code value} is within bounds, both inclusive. */
  Rules range(String key, long value, long lowest, long highest) {
    boolean holds = value >= lowest && value <= highest;
    return require(holds, key, outOfRange(value, lowest, highest));
  }

  /** States that {@code value} is within bounds, both inclusive. */
  Rules range(String key, Duration value, Duration lowest, Duration highest) {
    boolean holds = value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0;
    return require(
        holds,
        key,
        outOfRange(Durations.show(value), Durations.show(lowest), Durations.show(highest)));
  }

  private static String outOfRange(Object value, Object lowest, Object highest) {
    return "out of range: " + value + " (" + lowest + " to " + highest + ")";
  }

  /** Ends the statement of the rules. */
  void check() {
    if (!broken.isEmpty()) {
      throw new BrokenException(broken);
    }
  }

  /**
   * A rule that does not hold.
   *
   * @param causes the full keys of settings that seem to break it when they could not be read
   */
  record Broken(Problem problem, List<String> causes) {}

  /** Thrown by a record's constructor: these rules do not hold. */
  static final class BrokenException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<Broken> broken;

    private BrokenException(List<Broken> broken) {
      super(broken.stream().map(b -> b.problem().toString()).collect(Collectors.joining("\n")));
      this.broken = List.copyOf(broken);
    }

    List<Broken> broken() {
      return broken;
    }
  }
}
