package dev.sallyport.proxy.ladder;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal can show.
 *
 * @param width in columns
 * @param colour whether ANSI colours are wanted
 * @param unicode whether box drawing and arrows beyond ASCII can be shown
 */
public record LadderStyle(int width, boolean colour, boolean unicode) {
  /**
   * Decides from the environment ({@code NO_COLOR}, {@code TERM}, {@code COLUMNS}, {@code LC_ALL}
   * …).
   *
   * @param terminal whether the output is a terminal
   */
  public static LadderStyle detect(Map<String, String> environment, boolean terminal) {
    @Nullable String noColour = environment.get("NO_COLOR");
    return new LadderStyle(100, terminal && noColour == null, true);
  }
}
