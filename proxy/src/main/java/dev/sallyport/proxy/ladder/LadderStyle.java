package dev.sallyport.proxy.ladder;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the place where a ladder is shown can show.
 *
 * @param width in columns; what is narrower than {@value #MIN_WIDTH} or wider than {@value
 *     #MAX_WIDTH} is drawn as if it were that
 * @param colour whether to write ANSI colours
 * @param unicode whether to draw with arrows and lines beyond ASCII
 */
public record LadderStyle(int width, boolean colour, boolean unicode) {
  static final int MIN_WIDTH = 60;
  static final int MAX_WIDTH = 140;
  private static final int TERMINAL_WIDTH = 80;
  private static final int PLAIN_WIDTH = 100;

  public LadderStyle {
    width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width));
  }

  /**
   * Decides by the environment: {@code COLUMNS}; {@code NO_COLOR} and {@code TERM}; the character
   * set that {@code LC_ALL}, {@code LC_CTYPE} or {@code LANG} names.
   *
   * @param terminal whether the output is a terminal; without one there are no colours
   */
  public static LadderStyle detect(Map<String, String> environment, boolean terminal) {
    boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
    boolean plain = dumb || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new LadderStyle(
        width(environment.getOrDefault("COLUMNS", ""), terminal),
        terminal && !plain,
        isUnicode(environment));
  }

  private static int width(String columns, boolean terminal) {
    return columns.matches("[1-9][0-9]{0,4}")
        ? Integer.parseInt(columns)
        : terminal ? TERMINAL_WIDTH : PLAIN_WIDTH;
  }

  private static boolean isUnicode(Map<String, String> environment) {
    String locale =
        Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("");
    return locale.toLowerCase(Locale.ROOT).replace("-", "").endsWith("utf8");
  }
}
