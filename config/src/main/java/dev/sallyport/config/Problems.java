package dev.sallyport.config;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The problems found so far in one reading. */
final class Problems {

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing((Problem problem) -> file(problem.source()))
          .thenComparing(problem -> line(problem.source()))
          .thenComparing(Problem::key)
          .thenComparing(Problem::what);

  private final Set<Problem> found = new LinkedHashSet<>();
  private final Set<String> misspelt = new HashSet<>();

  void add(Problem problem) {
    found.add(problem);
  }

  /** Notes that {@code key} was perhaps written, under a name that is none; that is told. */
  void misspelt(String key) {
    misspelt.add(key);
  }

  /** Whether {@code key} was perhaps written, under a name that is none. */
  boolean isMisspelt(String key) {
    return misspelt.contains(key);
  }

  boolean none() {
    return found.isEmpty();
  }

  /** Whether the value of {@code key} itself is already known to be wrong. */
  boolean at(String key) {
    return found.stream().anyMatch(problem -> problem.key().equals(key));
  }

  /** Whether {@code key} or something within it is wrong. */
  boolean in(String key) {
    return found.stream().anyMatch(problem -> within(problem.key(), key));
  }

  /** Whether {@code key}, something within it, or something that it is within is wrong. */
  boolean touch(String key) {
    return Stream.concat(found.stream().map(Problem::key), misspelt.stream())
        .anyMatch(wrong -> within(wrong, key) || within(key, wrong));
  }

  private static boolean within(String inner, String outer) {
    return inner.startsWith(outer)
        && (inner.length() == outer.length() || ".[".indexOf(inner.charAt(outer.length())) >= 0);
  }

  void throwIfAny() throws ConfigurationException {
    if (!found.isEmpty()) {
      throw asException(null);
    }
  }

  /** All of them, by file and line, and what is left of the configuration without them. */
  ConfigurationException asException(@Nullable Parts rest) {
    return new ConfigurationException(found.stream().sorted(BY_PLACE).toList(), rest);
  }

  private static String file(String source) {
    int colon = source.lastIndexOf(':');
    return colon < 0 ? source : source.substring(0, colon);
  }

  private static int line(String source) {
    String digits = source.substring(source.lastIndexOf(':') + 1);
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
