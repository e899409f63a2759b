package dev.sallyport.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of HOCON, and on behalf of which others it is read.
 *
 * @param file as it was named
 * @param includers the files that are being parsed, outermost first
 */
record HoconFile(Path file, List<Path> includers, Problems problems) {

  /** The file a person named. */
  static HoconFile outermost(Path file, Problems problems) {
    return new HoconFile(file, List.of(), problems);
  }

  /**
   * A file which this one includes.
   *
   * @throws IllegalArgumentException when it is being parsed already
   */
  HoconFile included(Path child) {
    List<Path> open = new ArrayList<>(includers);
    open.add(absolute(file));
    if (open.contains(absolute(child))) {
      throw new IllegalArgumentException("a file that includes itself: " + child);
    }
    return new HoconFile(child, open, problems);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** What was written, with substitutions not yet made; what does not parse is told and empty. */
  ConfigObject parse() {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setAllowMissing(false)
            .setIncluder(new FileIncluder(this));
    String objection = ReadableFile.objectionTo(file);
    if (objection != null) {
      problems.add(new Problem(file.toString(), "", objection));
      return ConfigFactory.empty().root();
    }
    try {
      return ConfigFactory.parseFile(file.toFile(), options).root();
    } catch (ConfigException e) {
      problems.add(problem(e, "syntax", file));
      return ConfigFactory.empty().root();
    }
  }

  /** Tells what is wrong at a line of this file. */
  void complain(int line, String key, String what) {
    problems.add(new Problem(file + ":" + line, key, what));
  }

  /** The parser's complaint, of something in {@code file} if it does not say where. */
  static Problem problem(ConfigException e, String key, Path file) {
    ConfigOrigin origin = e.origin();
    List<Lines> places = origin == null ? List.of() : Lines.of(origin);
    Lines place = places.isEmpty() ? new Lines(file.toString(), 1, 1) : places.get(0);
    boolean withhold = SourceText.of(Path.of(place.file())).mayHoldSecret(place.first());
    String what = withhold ? "not HOCON (a password stands near)" : reason(e);
    return new Problem(place.file() + ":" + place.first(), key, what);
  }

  /** The parser's message without the place, which we tell, and without its essay on quotes. */
  private static String reason(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    ConfigOrigin origin = e.origin();
    if (origin != null && message.startsWith(origin.description() + ": ")) {
      message = message.substring(origin.description().length() + 2);
    }
    if (message.equals("expecting a close parentheses ')' here, not: end of file")) {
      return "the file ends before a brace or parenthesis is closed"; // it names the wrong one
    }
    int essay = message.indexOf(" (if you intended");
    return essay < 0 ? message : message.substring(0, essay);
  }
}
