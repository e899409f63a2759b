package dev.sallyport.config;

import java.util.List;
import java.util.stream.Collectors;

/** Says everything that is wrong with a configuration, one line per problem. */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /** Carries {@code problems}, of which there is at least one. */
  public ConfigurationException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the order of the files and lines. */
  public List<Problem> problems() {
    return problems;
  }
}
