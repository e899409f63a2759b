package dev.sallyport.config;

import java.nio.file.Path;
import java.util.List;

/** Reads a configuration from a HOCON file or from command-line flags. Thread-safe. */
public final class ConfigurationLoader {

  private ConfigurationLoader() {}

  /**
   * Reads {@code file} and what it includes.
   *
   * @throws ConfigurationException with every problem there is
   */
  public static Configuration load(Path file) throws ConfigurationException {
    return refuse(new Problem(file + ":1", "sallyport", "not read"));
  }

  /**
   * A configuration of one listener and one backend, both named {@code main}, and defaults.
   *
   * @throws ConfigurationException with every problem there is, as {@code command line: --flag:
   *     what}
   */
  public static Configuration ofFlags(Flags flags) throws ConfigurationException {
    return refuse(new Problem("command line", "--listen", "not read: " + flags.listen()));
  }

  private static Configuration refuse(Problem problem) throws ConfigurationException {
    throw new ConfigurationException(List.of(problem));
  }
}
