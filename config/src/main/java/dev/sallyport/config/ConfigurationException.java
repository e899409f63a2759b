package dev.sallyport.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says everything that is wrong with a configuration, one line per problem. */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;
  private final transient @Nullable Parts rest;

  /** Carries {@code problems}, of which there is at least one. */
  public ConfigurationException(List<Problem> problems) {
    this(problems, null);
  }

  ConfigurationException(List<Problem> problems, @Nullable Parts rest) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problem");
    }
    this.problems = List.copyOf(problems);
    this.rest = rest;
  }

  /** Every problem, in the order of the files and lines. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * What is left of the configuration without what is wrong: settings that are have their defaults,
   * blocks that cannot be are missing. Good for finding more problems, and for nothing else; null
   * where nothing is left.
   */
  public @Nullable Parts rest() {
    return rest;
  }

  /** The same with {@code more}, but for those that only follow from the problems told already. */
  public ConfigurationException with(List<Problem> more) {
    Problems all = new Problems();
    problems.forEach(all::add);
    more.stream().filter(problem -> !all.touch(problem.key())).toList().forEach(all::add);
    return all.asException(rest);
  }
}
