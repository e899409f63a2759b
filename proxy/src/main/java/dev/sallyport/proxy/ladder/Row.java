package dev.sallyport.proxy.ladder;

import java.util.Arrays;

/**
 * One line of a drawing: a cell for each column, which later strokes paint over.
 *
 * <p>Text may come from a peer (names, certificates, alerts): what is no visible character of one
 * column, such as an escape sequence, is painted as a question mark.
 */
final class Row {
  private static final char UNKNOWN = '?';
  private static final char NBSP = '\u00a0';
  private static final char FIRST_WIDE = 0x1100;
  private static final char FIRST_SYMBOL = 0x2010;
  private static final char LAST_SYMBOL = 0x27BF;

  /** Each pair: a character that is drawn with, and what stands for it in ASCII. */
  private static final String ASCII =
      "─-│|├|┤|┬+┴+━=╌.┊:▶>◀<◆*✔+✖X…~·-→>µu–-°'░.▒w█#▚d▓f▄=▁_▪x⋮:—-×x±~";

  private final char[] cells;
  private final Ink[] inks;

  Row(int width) {
    cells = new char[width];
    inks = new Ink[width];
    Arrays.fill(cells, ' ');
    Arrays.fill(inks, Ink.PLAIN);
  }

  /** Paints text from a column on; what would lie outside is left out. */
  Row put(int column, String text, Ink ink) {
    for (int i = 0; i < text.length(); i++) {
      put(column + i, text.charAt(i), ink);
    }
    return this;
  }

  /** Paints text so that it ends just before a column. */
  Row putBefore(int column, String text, Ink ink) {
    return put(column - text.length(), text, ink);
  }

  Row put(int column, char c, Ink ink) {
    if (column >= 0 && column < cells.length) {
      cells[column] = c == NBSP ? ' ' : isVisible(c) ? c : UNKNOWN;
      inks[column] = ink;
    }
    return this;
  }

  /** Paints columns {@code from} to {@code to}, the latter excluded. */
  Row fill(int from, int to, char c, Ink ink) {
    for (int column = from; column < to; column++) {
      put(column, c, ink);
    }
    return this;
  }

  /** Adds the line and its newline, without trailing blanks. */
  void appendTo(StringBuilder out, LadderStyle style) {
    int end = cells.length;
    while (end > 0 && cells[end - 1] == ' ') {
      end--;
    }
    Ink current = Ink.PLAIN;
    for (int column = 0; column < end; column++) {
      Ink ink = cells[column] == ' ' ? current : inks[column];
      if (style.colour() && !ink.code().equals(current.code())) {
        change(out, current, ink);
      }
      current = ink;
      out.append(style.unicode() ? cells[column] : ascii(cells[column]));
    }
    if (style.colour()) {
      change(out, current, Ink.PLAIN);
    }
    out.append('\n');
  }

  private static void change(StringBuilder out, Ink from, Ink to) {
    if (!from.code().isEmpty()) {
      out.append("\u001b[0m");
    }
    if (!to.code().isEmpty()) {
      out.append("\u001b[").append(to.code()).append('m');
    }
  }

  private static boolean isVisible(char c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    boolean narrow = c < FIRST_WIDE || (c >= FIRST_SYMBOL && c <= LAST_SYMBOL);
    return narrow
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.COMBINING_SPACING_MARK ->
              false;
          default -> true;
        };
  }

  private static char ascii(char c) {
    if (c < 0x7F) {
      return c;
    }
    int index = ASCII.indexOf(c);
    return index < 0 ? UNKNOWN : ASCII.charAt(index + 1);
  }
}
