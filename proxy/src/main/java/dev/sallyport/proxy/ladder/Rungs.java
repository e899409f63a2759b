package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.ladder.Step.Shape;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws the steps of a flow as rows: its lines, arrows, notes, states and gaps. */
final class Rungs {
  private static final int MAX_NOTE_LINES = 3;

  /** How far a label stands from the line it starts at. */
  private static final int INDENT = 3;

  private static final long LARGE_GAP_MICROS = 200;
  private static final int LARGE_GAP_FRACTION = 6;

  private final Columns columns;
  private final List<Step> steps;
  private final long largeGap;
  private final long upstreamBegin;
  private final List<Row> rows = new ArrayList<>();

  private Rungs(List<Step> steps, LadderStyle style) {
    this.steps = steps;
    long last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).micros();
    int time = steps.stream().mapToInt(step -> time(step).length()).max().orElse(0);
    columns = Columns.of(style.width(), Math.max(time, 6));
    largeGap = Math.max(LARGE_GAP_MICROS, last / LARGE_GAP_FRACTION);
    upstreamBegin =
        steps.stream()
            .filter(step -> step.side() == Side.UPSTREAM)
            .mapToLong(Step::micros)
            .findFirst()
            .orElse(Long.MAX_VALUE);
  }

  /** Lays a drawing out for its steps. */
  static Rungs of(List<Step> steps, LadderStyle style) {
    return new Rungs(steps, style);
  }

  Columns columns() {
    return columns;
  }

  List<Row> draw() {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      long gap = i == 0 ? 0 : step.micros() - steps.get(i - 1).micros();
      if (gap >= largeGap) {
        gap(step, gap);
      }
      rung(step);
    }
    if (steps.stream().anyMatch(Step::kernel)) {
      Row legend = new Row(columns.width());
      legend
          .put(columns.time(), '*', Ink.TIME)
          .put(columns.time() + 2, "the kernel's time", Ink.FAINT);
      rows.add(legend);
    }
    return rows;
  }

  private void rung(Step step) {
    Row row = lines(step.micros(), '│');
    if (step.shape() != Shape.BREAK) {
      row.putBefore(columns.time(), time(step), Ink.TIME);
    }
    if (step.kernel()) {
      row.put(columns.time(), '*', Ink.TIME);
    }
    switch (step.shape()) {
      case IN, OUT, EXCHANGE, LOST -> arrow(row, step);
      case MARK -> mark(row, step);
      case BREAK -> breakLine(row, step.label());
    }
    state(row, step);
    notes(step);
  }

  /** A new row with the vertical lines in it. */
  private Row lines(long micros, char line) {
    Row row = new Row(columns.width());
    row.put(columns.client(), line, Ink.LINE).put(columns.proxy(), line, Ink.LINE);
    if (micros >= upstreamBegin) {
      row.put(columns.backend(), line, Ink.LINE);
    }
    rows.add(row);
    return row;
  }

  private void arrow(Row row, Step step) {
    Side side = sideOf(step);
    int left = columns.left(side);
    int right = columns.right(side);
    boolean broken = step.ink() == Ink.BAD;
    char shaft = step.ink() == Ink.DATA ? '━' : broken ? '╌' : '─';
    row.fill(left, right, shaft, step.ink());
    boolean rightward = isRightward(step);
    if (step.shape() == Shape.EXCHANGE) {
      row.put(left, '◀', step.ink()).put(right - 1, '▶', step.ink());
    } else {
      char head = step.shape() == Shape.LOST ? '✖' : rightward ? '▶' : '◀';
      row.put(rightward ? right - 1 : left, head, step.ink());
      row.put(rightward ? left - 1 : right, rightward ? '├' : '┤', Ink.LINE);
    }
    label(row, step, left, right);
  }

  /** The label stands where the arrow starts; in a narrow drawing the state where it ends. */
  private void label(Row row, Step step, int left, int right) {
    int room = right - left - (step.shape() == Shape.EXCHANGE ? 2 : 1);
    String label = Fit.middle(step.label(), room);
    if (label.length() + 2 <= room) {
      label = " " + label + " ";
    } else if (label.length() + 1 <= room) {
      label = isRightward(step) ? label + " " : " " + label;
    }
    int indent = Math.min(INDENT - 1, room - label.length());
    if (step.shape() == Shape.EXCHANGE) {
      row.put(left + 1 + (room - label.length()) / 2, label, step.ink());
    } else if (isRightward(step)) {
      row.put(left + indent, label, step.ink());
    } else {
      row.putBefore(right - indent, label, step.ink());
    }
    TcpState state = step.state();
    if (state != null && hasInnerState(step)) {
      String name = " " + state.name() + " ";
      if (isRightward(step)) {
        row.putBefore(right - INDENT + 1, name, Ink.STATE);
      } else {
        row.put(left + INDENT - 1, name, Ink.STATE);
      }
    }
  }

  /** Whether a narrow drawing has room for the state in the arrow. */
  private boolean hasInnerState(Step step) {
    TcpState state = step.state();
    boolean oneWay = step.shape() != Shape.EXCHANGE && step.shape() != Shape.MARK;
    return state != null
        && oneWay
        && !columns.states()
        && step.label().length() + state.name().length() + 2 * INDENT + 3
            <= columns.span(sideOf(step));
  }

  /** Something inside the proxy: a diamond on its line, and the words on the side's side of it. */
  private void mark(Row row, Step step) {
    row.put(columns.proxy(), '◆', step.ink());
    String label = Fit.middle(step.label(), columns.span(sideOf(step)) - 2);
    if (sideOf(step) == Side.DOWNSTREAM) {
      row.putBefore(columns.proxy() - 1, label, step.ink());
    } else {
      row.put(columns.proxy() + 2, label, step.ink());
    }
  }

  private void breakLine(Row row, String label) {
    String text = " " + Fit.middle(label, columns.backend() - columns.client() - 3) + " ";
    row.fill(columns.client(), columns.backend() + 1, '╌', Ink.FAINT);
    row.put(columns.proxy() - text.length() / 2, text, Ink.FAINT);
  }

  private void state(Row row, Step step) {
    TcpState state = step.state();
    if (state == null || !columns.states()) {
      return;
    }
    if (sideOf(step) == Side.DOWNSTREAM) {
      row.putBefore(columns.client() - 1, state.name(), Ink.STATE);
    } else {
      row.put(columns.backend() + 2, state.name(), Ink.STATE);
    }
  }

  private void notes(Step step) {
    if (step.side() == null) {
      return;
    }
    int width = columns.span(sideOf(step)) - INDENT - 1;
    for (String note : Fit.pack(step.notes(), width)) {
      for (String line : Fit.wrap(note, width, MAX_NOTE_LINES)) {
        note(step, line, Ink.FAINT);
      }
    }
    if (step.state() != null && !columns.states() && !hasInnerState(step)) {
      note(step, step.state().name(), Ink.STATE);
    }
  }

  /** A note stands under its label, at the end where the arrow starts. */
  private void note(Step step, String text, Ink ink) {
    Row row = lines(step.micros(), '│');
    Side side = sideOf(step);
    if (step.shape() == Shape.EXCHANGE) {
      row.put(columns.left(side) + (columns.span(side) - text.length()) / 2, text, ink);
    } else if (isRightward(step)) {
      row.put(columns.left(side) + (step.shape() == Shape.MARK ? 1 : INDENT), text, ink);
    } else {
      row.putBefore(columns.right(side) - (step.shape() == Shape.MARK ? 1 : INDENT), text, ink);
    }
  }

  /** A stretch of time in which nothing happened, in the span where the next thing happens. */
  private void gap(Step next, long micros) {
    Row row = lines(next.micros(), '┊');
    int left = next.side() == null ? columns.client() + 1 : columns.left(next.side());
    int right = next.side() == null ? columns.backend() : columns.right(next.side());
    String duration = Quantity.duration(micros);
    String dotted = "· · " + duration + " · ·";
    String text = dotted.length() <= right - left ? dotted : Fit.middle(duration, right - left);
    row.put(left + (right - left - text.length()) / 2, text, Ink.FAINT);
  }

  private static boolean isRightward(Step step) {
    boolean out = step.shape() != Shape.IN;
    return sideOf(step) == Side.UPSTREAM ? out : step.shape() == Shape.IN;
  }

  private static Side sideOf(Step step) {
    return step.side() == null ? Side.DOWNSTREAM : step.side();
  }

  private static String time(Step step) {
    return step.timed() ? String.format(Locale.ROOT, "%.3f", step.micros() / 1e3) : "";
  }
}
