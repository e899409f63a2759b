package dev.sallyport.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The figures as text: a line for each case, a column for each system. */
final class Table {
  private final Figures figures;

  Table(Figures figures) {
    this.figures = figures;
  }

  String draw() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("case", "unit", "better"));
    head.addAll(figures.systems());
    rows.add(head);
    for (Case one : figures.cases()) {
      List<String> row =
          new ArrayList<>(List.of(one.name(), one.unit(), one.moreIsBetter() ? "more" : "less"));
      figures.systems().forEach(system -> row.add(cell(one, system)));
      rows.add(row);
    }
    return align(rows);
  }

  private String cell(Case one, String system) {
    OptionalDouble median = figures.median(one, system);
    if (median.isEmpty()) {
      return "-";
    }
    String value = Figures.show(median.getAsDouble());
    OptionalDouble ratio = figures.ratio(one, system);
    return Figures.isPeer(system) || ratio.isEmpty()
        ? value
        : value + " (%.2f)".formatted(ratio.getAsDouble());
  }

  private static String align(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String format = (i < 3 ? "%-" : "%") + widths[i] + "s  ";
        line.append(String.format(Locale.ROOT, format, row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
