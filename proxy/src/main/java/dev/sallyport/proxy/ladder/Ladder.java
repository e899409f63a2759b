package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.FlowRecord.Heading;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The drawing of a flow as three columns: client, proxy, backend; a rung for every event, the
 * states of the proxy's TCP at the sides, bars of where the time went, and a verdict. Any thread.
 */
public final class Ladder {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'").withZone(ZoneOffset.UTC);

  private final FlowRecord record;
  private final LadderStyle style;
  private final List<Row> rows = new ArrayList<>();

  private Ladder(FlowRecord record, LadderStyle style) {
    this.record = record;
    this.style = style;
  }

  /** Draws a record; each line ends in {@code \n}. */
  public static String draw(FlowRecord record, LadderStyle style) {
    Ladder ladder = new Ladder(record, style);
    Rungs rungs = Rungs.of(Story.of(record), style);
    ladder.title();
    ladder.blank();
    ladder.heads(rungs.columns());
    ladder.rows.addAll(rungs.draw());
    ladder.blank();
    ladder.rows.addAll(PhaseBars.draw(record, style));
    ladder.blank();
    ladder.verdict();
    StringBuilder out = new StringBuilder();
    ladder.rows.forEach(row -> row.appendTo(out, style));
    return out.toString();
  }

  private Row blank() {
    Row row = new Row(style.width());
    rows.add(row);
    return row;
  }

  private void title() {
    Heading heading = record.heading();
    boolean good = record.outcome() == Outcome.OK || record.outcome() == Outcome.EMPTY;
    String outcome = (good ? "✔ " : "✖ ") + record.outcome().name().toLowerCase(Locale.ROOT);
    blank()
        .put(0, "flow", Ink.FAINT)
        .put(5, heading.flow().toString(), Ink.STRONG)
        .putBefore(style.width(), outcome, good ? Ink.GOOD : Ink.BAD);
    String duration = Quantity.duration(record.ending().durationMicros());
    String moment = MOMENT.format(heading.accepted());
    String way =
        heading.backend() == null
            ? heading.listener()
            : heading.listener() + " → " + heading.backend();
    int room = style.width() - moment.length() - duration.length() - 6;
    blank()
        .put(0, moment + " · " + Fit.middle(way, room), Ink.FAINT)
        .putBefore(style.width(), duration, Ink.STRONG);
  }

  /** The heads of the columns: who they are, and their addresses, the proxy's two in a row. */
  private void heads(Columns columns) {
    ConnectionRecord downstream = record.downstream();
    ConnectionRecord upstream = record.upstream();
    Row names = blank().putBefore(columns.time(), "ms", Ink.FAINT);
    if (columns.states()) {
      names.putBefore(columns.client() - 5, "our TCP", Ink.FAINT);
      names.put(columns.backend() + 5, "our TCP", Ink.FAINT);
    }
    names.put(Math.max(columns.time() + 1, columns.client() - 3), "client", Ink.STRONG);
    centre(names, columns.proxy(), "proxy", Ink.STRONG);
    centre(names, columns.backend(), "backend", Ink.STRONG);
    int half = columns.proxy() - 2;
    String backend =
        upstream == null
            ? "not dialled"
            : orElse(upstream.remote(), orElse(record.heading().server(), ""));
    Row peers = blank();
    String client = Fit.address(orElse(downstream.remote(), ""), half);
    peers.put(begin(columns.client(), client), client, Ink.PLAIN);
    centre(peers, columns.backend(), Fit.address(backend, style.width() - half - 4), Ink.PLAIN);
    Row own = blank().put(columns.client(), '│', Ink.LINE).put(columns.proxy(), '┬', Ink.LINE);
    int room = columns.proxy() - columns.client() - 4;
    own.putBefore(
        columns.proxy() - 1, Fit.address(orElse(downstream.local(), ""), room), Ink.PLAIN);
    if (upstream != null) {
      own.put(columns.proxy() + 2, Fit.address(orElse(upstream.local(), ""), room), Ink.PLAIN);
    }
  }

  /** Centres a text on a column, moved to where it fits. */
  private void centre(Row row, int column, String text, Ink ink) {
    row.put(begin(column, text), text, ink);
  }

  private int begin(int column, String text) {
    int begin = column - text.length() / 2;
    return Math.max(0, Math.min(begin, style.width() - text.length()));
  }

  private void verdict() {
    boolean failed = record.ending().error() != null;
    List<String> lines = Fit.wrap(Verdict.of(record), style.width() - 2);
    for (int i = 0; i < lines.size(); i++) {
      Row row = blank().put(2, lines.get(i), Ink.STRONG);
      if (i == 0) {
        row.put(0, '▶', failed ? Ink.BAD : Ink.GOOD);
      }
    }
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}
