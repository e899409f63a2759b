package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.ladder.Phases.Stretch;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What many flows have in common: how they ended, and the percentiles of how long each phase of
 * each side took. A flow that had no such phase does not count in it.
 *
 * <p>One thread; of bounded size, however many flows there are.
 */
final class Statistics {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  /** As wide as its columns, whatever the terminal is. */
  private static final int WIDTH = 80;

  private static final int COUNT_END = 32;
  private static final int COLUMN = 12;

  /** Of each value; more than are shown. */
  private static final int SIGNIFICANT_DIGITS = 3;

  private static final double[] PERCENTILES = {50, 90, 99, 100};
  private static final String[] COLUMNS = {"p50", "p90", "p99", "max"};

  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Histogram durations = new Histogram(SIGNIFICANT_DIGITS);
  private final Map<Side, Map<String, Histogram>> phases = new EnumMap<>(Side.class);
  private final List<Row> rows = new ArrayList<>();
  private Instant earliest = Instant.MAX;
  private Instant latest = Instant.MIN;

  Statistics() {
    for (Side side : Side.values()) {
      Map<String, Histogram> inOrder = new LinkedHashMap<>();
      inOrder.put("TCP handshake", new Histogram(SIGNIFICANT_DIGITS));
      inOrder.put("accept queue", new Histogram(SIGNIFICANT_DIGITS));
      for (Phase phase : Phase.values()) {
        if (phase != Phase.BEFORE) {
          inOrder.put(phase.label(), new Histogram(SIGNIFICANT_DIGITS));
        }
      }
      phases.put(side, inOrder);
    }
  }

  void add(FlowRecord flow) {
    Instant accepted = flow.heading().accepted();
    earliest = accepted.isBefore(earliest) ? accepted : earliest;
    latest = accepted.isAfter(latest) ? accepted : latest;
    outcomes.merge(flow.outcome(), 1L, Long::sum);
    record(durations, flow.ending().durationMicros());
    for (Side side : Side.values()) {
      ConnectionRecord connection = flow.connection(side);
      if (connection != null) {
        record(side, "TCP handshake", connection.tcp().handshakeMicros());
        record(side, "accept queue", connection.tcp().acceptQueueMicros());
        Map<Phase, Long> sums = new EnumMap<>(Phase.class);
        for (Stretch stretch : Phases.of(flow, side)) {
          sums.merge(stretch.phase(), stretch.micros(), Long::sum);
        }
        sums.remove(Phase.BEFORE);
        sums.forEach((phase, micros) -> record(side, phase.label(), micros));
      }
    }
  }

  private void record(Side side, String phase, @Nullable Long micros) {
    Histogram histogram = phases.getOrDefault(side, Map.of()).get(phase);
    if (micros != null && histogram != null) {
      record(histogram, micros);
    }
  }

  private static void record(Histogram histogram, long micros) {
    histogram.recordValue(Math.max(0, micros));
  }

  /** Returns the tables; each line ends in {@code \n}. */
  String draw(LadderStyle style) {
    rows.clear();
    title();
    row();
    outcomes();
    row();
    Row heads = row().putBefore(COUNT_END, "flows", Ink.FAINT);
    for (int i = 0; i < COLUMNS.length; i++) {
      heads.putBefore(end(i), COLUMNS[i], Ink.FAINT);
    }
    line("accept to end", durations);
    phases.forEach(
        (side, histograms) -> {
          if (histograms.values().stream().anyMatch(one -> one.getTotalCount() > 0)) {
            row().put(0, side.name().toLowerCase(Locale.ROOT), Ink.STRONG);
            histograms.forEach((name, histogram) -> line("  " + name, histogram));
          }
        });
    StringBuilder out = new StringBuilder();
    rows.forEach(row -> row.appendTo(out, style));
    return out.toString();
  }

  private void title() {
    row()
        .put(0, flows(durations.getTotalCount()), Ink.STRONG)
        .putBefore(WIDTH, MOMENT.format(earliest) + " to " + MOMENT.format(latest), Ink.FAINT);
  }

  private static String flows(long count) {
    return Quantity.count(count) + (count == 1 ? " flow" : " flows");
  }

  /** The outcomes, the most frequent first. */
  private void outcomes() {
    outcomes.entrySet().stream()
        .sorted(Map.Entry.<Outcome, Long>comparingByValue().reversed())
        .forEach(
            entry -> {
              Outcome outcome = entry.getKey();
              boolean good = outcome == Outcome.OK || outcome == Outcome.EMPTY;
              double percent = 100.0 * entry.getValue() / durations.getTotalCount();
              row()
                  .put(0, outcome.name().toLowerCase(Locale.ROOT), good ? Ink.GOOD : Ink.BAD)
                  .putBefore(COUNT_END, Quantity.count(entry.getValue()), Ink.PLAIN)
                  .putBefore(
                      end(0), String.format(Locale.ROOT, "%.1f\u00a0%%", percent), Ink.FAINT);
            });
  }

  private void line(String name, Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    Row row = row().put(0, name, Ink.PLAIN);
    row.putBefore(COUNT_END, Quantity.count(histogram.getTotalCount()), Ink.PLAIN);
    for (int i = 0; i < PERCENTILES.length; i++) {
      long micros = histogram.getValueAtPercentile(PERCENTILES[i]);
      row.putBefore(end(i), Quantity.duration(micros), Ink.PLAIN);
    }
  }

  private static int end(int column) {
    return COUNT_END + (column + 1) * COLUMN;
  }

  private Row row() {
    Row row = new Row(WIDTH);
    rows.add(row);
    return row;
  }
}
