package dev.sallyport.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The figures as an SVG: a panel for each case with a bar for each system, and a line where the
 * better one of the peers ends.
 */
final class Picture {
  private static final int COLUMNS = 3;
  private static final int PANEL = 330;
  private static final int GAP = 30;
  private static final int MARGIN = 28;
  private static final int TOP = 76;
  private static final int LABEL = 96;
  private static final int BAR = 15;
  private static final int STEP = 22;
  private static final int CAPTION = 44;
  private static final int FIGURE = 84;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #44505c }
        .head { font-size: 19px; font-weight: 600; fill: #16202a }
        .note { fill: #7a8794 }
        .case { font-size: 14px; font-weight: 600; fill: #16202a }
        .ours { font-weight: 600; fill: #16202a }
        .name { text-anchor: end }
        .figure { paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
        .peer { fill: #b6c2ce } .netty { fill: #8fa9c4 } .sallyport { fill: #1f7a6d }
        .best { stroke: #16202a; stroke-width: 1; stroke-dasharray: 2 3 }
      </style>
      """;

  private final Figures figures;
  private final String subtitle;

  Picture(Figures figures, String subtitle) {
    this.figures = figures;
    this.subtitle = subtitle;
  }

  String draw() {
    List<Case> cases = figures.cases();
    int height = CAPTION + figures.systems().size() * STEP + GAP;
    int rows = (cases.size() + COLUMNS - 1) / COLUMNS;
    int width = 2 * MARGIN + COLUMNS * PANEL + (COLUMNS - 1) * GAP;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\">%n"
            .formatted(width, TOP + rows * height + MARGIN / 2));
    svg.append(STYLE).append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    text(svg, "head", MARGIN, 34, "Sallyport beside nginx, HAProxy and a plain Netty relay");
    text(
        svg,
        "note",
        MARGIN,
        55,
        subtitle + " · dotted: the better one of nginx and HAProxy, × of it within a round");
    for (int i = 0; i < cases.size(); i++) {
      svg.append(
          "<g transform=\"translate(%d %d)\">%n"
              .formatted(MARGIN + i % COLUMNS * (PANEL + GAP), TOP + i / COLUMNS * height));
      panel(svg, cases.get(i));
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private void panel(StringBuilder svg, Case one) {
    text(svg, "case", 0, 16, one.title());
    text(
        svg,
        "note",
        0,
        33,
        one.unit() + (one.moreIsBetter() ? ", more is better" : ", less is better"));
    double scale = (PANEL - LABEL - FIGURE) / longest(one);
    List<String> systems =
        figures.systems().stream()
            .filter(system -> figures.median(one, system).isPresent())
            .toList();
    for (int i = 0; i < systems.size(); i++) {
      bar(svg, systems.get(i), CAPTION + i * STEP, length(one, systems.get(i), scale));
    }
    best(svg, one, scale, CAPTION + systems.size() * STEP);
    for (int i = 0; i < systems.size(); i++) {
      figure(svg, one, systems.get(i), CAPTION + i * STEP, length(one, systems.get(i), scale));
    }
  }

  private double length(Case one, String system, double scale) {
    return figures.median(one, system).orElse(0) * scale;
  }

  private void best(StringBuilder svg, Case one, double scale, int end) {
    OptionalDouble best = figures.best(one);
    if (best.isPresent()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"best\" x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\"/>%n",
              LABEL + best.getAsDouble() * scale,
              CAPTION - 4,
              end - STEP + BAR + 4));
    }
  }

  private double longest(Case one) {
    return Math.max(
        Double.MIN_NORMAL,
        figures.systems().stream()
            .flatMapToDouble(system -> figures.median(one, system).stream())
            .reduce(0, Math::max));
  }

  private static void bar(StringBuilder svg, String system, int y, double length) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
            isOurs(system) ? "sallyport" : system.startsWith("netty") ? "netty" : "peer",
            LABEL,
            y,
            length,
            BAR));
  }

  private void figure(StringBuilder svg, Case one, String system, int y, double length) {
    String ours = isOurs(system) ? " ours" : "";
    double median = figures.median(one, system).orElse(0);
    OptionalDouble ratio = figures.ratio(one, system);
    String times =
        Figures.isPeer(system) || ratio.isEmpty()
            ? ""
            : String.format(Locale.ROOT, " · %.2f×", ratio.getAsDouble());
    int line = y + BAR - 3;
    text(svg, "name" + ours, LABEL - 8, line, system);
    text(svg, "figure" + ours, LABEL + (int) length + 6, line, Figures.show(median) + times);
  }

  private static boolean isOurs(String system) {
    return system.startsWith("sallyport");
  }

  private static void text(StringBuilder svg, String style, int x, int y, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, x, y, escape(text)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
