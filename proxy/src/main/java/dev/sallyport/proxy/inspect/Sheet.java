package dev.sallyport.proxy.inspect;

import java.util.ArrayList;
import java.util.List;

/** Headings and labelled lines whose values stand below each other. Not thread-safe. */
final class Sheet {
  private static final String ROW = "  %-13s %s";

  private final List<String> lines = new ArrayList<>();

  /** Begins a section; a blank line parts it from the one above. */
  void heading(String text) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(text);
  }

  /** One line of a section. */
  void row(String label, String value) {
    lines.add(ROW.formatted(label, value).stripTrailing());
  }

  /** One line for each value; the label stands at the first. */
  void rows(String label, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      row(i == 0 ? label : "", values.get(i));
    }
  }

  List<String> lines() {
    return lines;
  }
}
