package dev.sallyport.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** Reads a configuration from a HOCON file or from command-line flags. Thread-safe. */
public final class ConfigurationLoader {

  private ConfigurationLoader() {}

  /**
   * Reads {@code file} and what it includes. The file is shown in problems, and relative paths in
   * it are resolved, as it is named here.
   *
   * @throws ConfigurationException with every problem there is
   */
  public static Configuration load(Path file) throws ConfigurationException {
    Problems problems = new Problems();
    Document document = Document.read(file, problems);
    return read(document.root(), document.variables(), problems);
  }

  /**
   * A configuration of one listener and one backend, both named {@code main}, and defaults.
   *
   * @throws ConfigurationException with every problem there is, as {@code command line: --flag:
   *     what}
   */
  public static Configuration ofFlags(Flags flags) throws ConfigurationException {
    Problems problems = new Problems();
    return read(new FlagsReader(problems).read(flags), Set.of(), problems);
  }

  private static Configuration read(Setting root, Set<String> variables, Problems problems)
      throws ConfigurationException {
    ConfigurationReader.Result read =
        Objects.requireNonNull(
            new Section(root, Reference.load())
                .read(variables, top -> top.block("sallyport", ConfigurationReader::sallyport)));
    if (!problems.none()) {
      throw problems.asException(read.parts());
    }
    return Objects.requireNonNull(read.whole());
  }
}
