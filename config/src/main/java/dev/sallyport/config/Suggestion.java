package dev.sallyport.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which word was meant by one that is not known, of a configuration or a command line. */
public final class Suggestion {

  private Suggestion() {}

  /** {@code (did you mean "known"?)}, or nothing when no known word is near. */
  public static String of(String unknown, Collection<String> known) {
    return nearest(unknown, known).map(Suggestion::show).orElse("");
  }

  /** {@code (did you mean "word"?)}. */
  static String show(String word) {
    return " (did you mean \"" + word + "\"?)";
  }

  /** The known word that was probably meant. */
  static Optional<String> nearest(String unknown, Collection<String> known) {
    return known.stream()
        .filter(word -> apart(unknown, word) <= Math.max(1, Math.min(3, word.length() / 3)))
        .min(
            Comparator.comparingInt((String word) -> apart(unknown, word))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The distance, whatever the case. */
  private static int apart(String from, String to) {
    return distance(from.toLowerCase(Locale.ROOT), to.toLowerCase(Locale.ROOT));
  }

  /** How many letters must be added, dropped, replaced or swapped with the next (Damerau). */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (swapped(from, i, to, j)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[from.length()][to.length()];
  }

  private static boolean swapped(String from, int i, String to, int j) {
    return i > 1
        && j > 1
        && from.charAt(i - 1) == to.charAt(j - 2)
        && from.charAt(i - 2) == to.charAt(j - 1);
  }
}
