package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.ladder.Phases.Stretch;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A bar for each side, on one scale, whose parts are as long as its phases took. */
final class PhaseBars {
  private static final int LABEL_WIDTH = 11;

  private final int width;
  private final long duration;
  private final List<Row> rows = new ArrayList<>();

  private PhaseBars(FlowRecord record, LadderStyle style) {
    width = style.width();
    duration = Math.max(1, record.ending().durationMicros());
  }

  static List<Row> draw(FlowRecord record, LadderStyle style) {
    PhaseBars bars = new PhaseBars(record, style);
    for (Side side : Side.values()) {
      List<Stretch> stretches = Phases.of(record, side);
      if (stretches.stream().anyMatch(stretch -> stretch.phase() != Phase.BEFORE)) {
        bars.bar(side, stretches);
        bars.legend(stretches);
        bars.info(record.connection(side));
      }
    }
    return bars.rows;
  }

  /** What the kernel says of the connection: its round trip says what was the way's. */
  private void info(@Nullable ConnectionRecord connection) {
    TcpRecord.Info info = connection == null ? null : connection.tcp().info();
    if (info != null) {
      for (String line : Fit.pack(TcpWords.info(info), width - LABEL_WIDTH)) {
        rows.add(new Row(width).put(LABEL_WIDTH, line, Ink.FAINT));
      }
    }
  }

  private void bar(Side side, List<Stretch> stretches) {
    Row row = new Row(width).put(0, side.name().toLowerCase(Locale.ROOT), Ink.STRONG);
    int[] cells = cells(stretches, width - LABEL_WIDTH);
    int column = LABEL_WIDTH;
    for (int i = 0; i < cells.length; i++) {
      Phase phase = stretches.get(i).phase();
      row.fill(column, column + cells[i], phase.glyph(), phase.ink());
      column += cells[i];
    }
    rows.add(row);
  }

  /** Shares out the columns: by time, but at least one each, at the longest ones' expense. */
  private int[] cells(List<Stretch> stretches, int columns) {
    double sum = stretches.stream().mapToDouble(Stretch::micros).sum();
    double perColumn = Math.max((double) duration, sum) / columns;
    int[] cells =
        stretches.stream()
            .mapToInt(stretch -> Math.max(1, (int) (stretch.micros() / perColumn)))
            .toArray();
    int due = Math.max(cells.length, (int) Math.round(sum / perColumn));
    for (int used = IntStream.of(cells).sum(); used != due; used += Integer.signum(due - used)) {
      int largest = 0;
      for (int i = 1; i < cells.length; i++) {
        largest = cells[i] > cells[largest] ? i : largest;
      }
      cells[largest] += Integer.signum(due - used);
    }
    return cells;
  }

  private void legend(List<Stretch> stretches) {
    Map<Phase, Long> sums = new EnumMap<>(Phase.class);
    stretches.forEach(stretch -> sums.merge(stretch.phase(), stretch.micros(), Long::sum));
    sums.remove(Phase.BEFORE);
    Row row = new Row(width);
    rows.add(row);
    int column = LABEL_WIDTH;
    for (Map.Entry<Phase, Long> sum : sums.entrySet()) {
      Phase phase = sum.getKey();
      String text = phase.label() + " " + Quantity.duration(sum.getValue());
      if (column > LABEL_WIDTH && column + 2 + text.length() > width) {
        row = new Row(width);
        rows.add(row);
        column = LABEL_WIDTH;
      }
      row.put(column, phase.glyph(), phase.ink()).put(column + 2, text, Ink.FAINT);
      column += text.length() + 5;
    }
  }
}
