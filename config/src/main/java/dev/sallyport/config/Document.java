package dev.sallyport.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file with those it includes as one tree, in which substitutions {@code ${path}} are made from
 * the tree itself and from the environment.
 *
 * @param variables the keys at the top that substitutions refer to
 */
record Document(Setting root, Set<String> variables) {

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(\\??)([^}]*)}");

  /**
   * Reads {@code file}. Each substitution that cannot be made is told.
   *
   * @throws ConfigurationException when the text cannot be understood, so that nothing else which
   *     one could find would be true
   */
  static Document read(Path file, Problems problems) throws ConfigurationException {
    ConfigObject written = HoconFile.outermost(file, problems).parse();
    problems.throwIfAny();
    Missing missing = new Missing(new HashSet<>());
    try {
      ConfigResolveOptions options =
          ConfigResolveOptions.defaults().setAllowUnresolved(true).appendResolver(missing);
      Node node = new Node(written.toConfig().resolve(options).root(), written);
      Reading reading = new Reading(new FileLocator(file), problems);
      Setting root = new Setting(reading, new Origin(file + ":1", ""), node);
      missing.tell(root, problems);
      return new Document(root, variables(written));
    } catch (ConfigException e) {
      problems.add(HoconFile.problem(e, "substitution", file));
      throw problems.asException(null);
    }
  }

  private static Set<String> variables(ConfigObject written) {
    return substitutions(written)
        .results()
        .flatMap(result -> firstKey(result.group(2)))
        .collect(Collectors.toSet());
  }

  /** The first key of a path; none of a text that only looks like a substitution. */
  private static Stream<String> firstKey(String path) {
    try {
      return ConfigUtil.splitPath(path).stream().limit(1);
    } catch (ConfigException e) {
      return Stream.empty();
    }
  }

  private static Matcher substitutions(ConfigValue written) {
    return SUBSTITUTION.matcher(written.render(ConfigRenderOptions.concise()));
  }

  /** Gathers the paths which neither the tree nor the environment has. */
  private record Missing(Set<String> paths) implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      paths.add(path);
      return null;
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }

    /** Tells of each value at or below {@code setting} that still has a substitution in it. */
    void tell(Setting setting, Problems problems) {
      if (!setting.node().resolved()) {
        String what = "nothing to substitute for " + unmade(setting.node().value());
        problems.add(setting.origin().problem(what));
        return;
      }
      setting.children().forEach(child -> tell(child, problems));
    }

    private String unmade(ConfigValue value) {
      return substitutions(value)
          .results()
          .filter(result -> result.group(1).isEmpty() && paths.contains(result.group(2)))
          .map(MatchResult::group)
          .distinct()
          .collect(Collectors.joining(", "));
    }
  }
}
