package dev.sallyport.proxy.ladder;

import java.util.ArrayList;
import java.util.List;

/** Text made to fit a number of columns. */
final class Fit {
  private static final String ELLIPSIS = "…";

  private Fit() {}

  /** Leaves the middle out: what tells names and addresses apart is at both ends. */
  static String middle(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    if (width < 1) {
      return "";
    }
    int tail = (width - 1) / 2;
    return text.substring(0, width - 1 - tail) + ELLIPSIS + text.substring(text.length() - tail);
  }

  /** Leaves the middle out of a {@code host:port} without touching the port. */
  static String address(String address, int width) {
    int colon = address.lastIndexOf(':');
    if (address.length() <= width || colon < 0 || width < address.length() - colon + 3) {
      return middle(address, width);
    }
    String port = address.substring(colon);
    return middle(address.substring(0, colon), width - port.length()) + port;
  }

  /** Returns the first and last digits of a long hexadecimal text. */
  static String hex(String digits) {
    return digits.length() <= 9
        ? digits
        : digits.substring(0, 4) + ELLIPSIS + digits.substring(digits.length() - 4);
  }

  /** Breaks a text into lines at blanks, inside of words only where a word is longer than that. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      while (!rest.isEmpty()) {
        String blank = line.length() == 0 ? "" : " ";
        int room = width - line.length() - blank.length();
        int fitting = rest.length() <= room ? rest.length() : breakPoint(rest, room, width);
        if (fitting > 0) {
          line.append(blank).append(rest, 0, fitting);
          rest = rest.substring(fitting);
        }
        if (!rest.isEmpty()) {
          lines.add(line.toString());
          line.setLength(0);
        }
      }
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }

  /** Joins neighbours that fit on one line together. */
  static List<String> pack(List<String> texts, int width) {
    List<String> packed = new ArrayList<>();
    for (String text : texts) {
      int last = packed.size() - 1;
      if (last >= 0 && packed.get(last).length() + 3 + text.length() <= width) {
        packed.set(last, packed.get(last) + " · " + text);
      } else {
        packed.add(text);
      }
    }
    return packed;
  }

  /** Wraps, and leaves out what is beyond some lines. */
  static List<String> wrap(String text, int width, int maxLines) {
    List<String> lines = wrap(text, width);
    if (lines.size() <= maxLines) {
      return lines;
    }
    List<String> kept = new ArrayList<>(lines.subList(0, maxLines));
    String last = kept.get(maxLines - 1);
    kept.set(maxLines - 1, last.substring(0, Math.min(last.length(), width - 1)) + ELLIPSIS);
    return kept;
  }

  /**
   * Returns how much of a word goes on this line: nothing if the next one can hold it all, else up
   * to the last punctuation that fits.
   */
  private static int breakPoint(String word, int room, int width) {
    if (word.length() <= width) {
      return 0;
    }
    for (int i = room; i > width / 3; i--) {
      if ("_./:,=".indexOf(word.charAt(i - 1)) >= 0) {
        return i;
      }
    }
    return room == width ? width : 0;
  }
}
