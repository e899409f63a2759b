package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.record.FlowLogReader;
import dev.sallyport.proxy.record.FlowLogReader.Line;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RecordFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sallyport show} does: reads a connection log and shows flows of it, in memory for the
 * flows that are asked for and no more.
 *
 * <p>A line that is no record is passed over and told of, with its number. One thread, one log.
 */
public final class FlowViewer {
  /** A wrong file has a wrong line after the other: the first ones tell enough. */
  private static final int MAX_COMPLAINTS = 5;

  /**
   * Which flows to show, and how.
   *
   * @param last only so many, from the end of the log
   * @param flow only the one with this identifier, or with the first digits of it
   * @param json the lines of the log as they are, in place of drawings
   */
  public record Selection(
      @Nullable Integer last, @Nullable String flow, boolean json, FlowFilter filter) {
    public Selection {
      if (last != null && (last < 1 || flow != null)) {
        throw new IllegalArgumentException("last is at least 1, and excludes a flow");
      }
    }

    /** Whether it is asked for less than the whole log. */
    public boolean isNarrow() {
      return flow != null || !filter.isNone();
    }
  }

  /** What is done with a flow that was asked for. */
  private interface Sink {
    void take(Line line, FlowRecord record) throws IOException;
  }

  private final Appendable out;
  private final Appendable complaints;
  private final LadderStyle style;
  private int shown;
  private long wrong;

  /**
   * @param complaints for what is wrong with the log, a line each
   */
  public FlowViewer(Appendable out, Appendable complaints, LadderStyle style) {
    this.out = out;
    this.complaints = complaints;
    this.style = style;
  }

  /**
   * Shows the selected flows as they are read, or with {@code last} at the end of the log.
   *
   * @param origin what the log is called in messages
   * @return how many were shown; when there were none, that has been complained of
   * @throws IOException when the log cannot be read or the output not written
   */
  public int show(InputStream log, String origin, Selection selection) throws IOException {
    read(new FlowLogReader(log, origin), selection, sink(selection));
    sayHowManyMoreAreWrong(origin);
    sayIfNone(origin, selection);
    return shown;
  }

  /** Counts the selected flows, and shows what they have in common; otherwise as {@link #show}. */
  public int summarize(InputStream log, String origin, Selection selection) throws IOException {
    Statistics statistics = new Statistics();
    read(new FlowLogReader(log, origin), selection, (line, record) -> statistics.add(record));
    sayHowManyMoreAreWrong(origin);
    sayIfNone(origin, selection);
    if (shown > 0) {
      out.append(statistics.draw(style));
    }
    return shown;
  }

  /**
   * Shows the selected flows as they come, until the log is stopped. The numbers of lines in
   * complaints begin where following did, and anew with every file.
   */
  public void follow(FollowedLog log, String origin, Selection selection) throws IOException {
    while (log.next()) {
      read(new FlowLogReader(log, "new lines of " + origin), selection, sink(selection));
    }
    sayHowManyMoreAreWrong(origin);
  }

  /** Whether every line of the log so far was a record. */
  public boolean sound() {
    return wrong == 0;
  }

  private Sink sink(Selection selection) {
    return selection.json() ? (line, record) -> copy(line) : (line, record) -> draw(record);
  }

  private void copy(Line line) throws IOException {
    out.append(line.text()).append('\n');
  }

  private void draw(FlowRecord record) throws IOException {
    out.append(shown == 0 ? "" : "\n\n").append(Ladder.draw(record, style));
  }

  private void read(FlowLogReader reader, Selection selection, Sink sink) throws IOException {
    if (selection.last() != null) {
      for (Line line : last(reader, selection.last(), selection)) {
        show(line, selection, sink);
      }
    } else {
      for (Line line = reader.next(); line != null; line = reader.next()) {
        show(line, selection, sink);
      }
    }
  }

  /** Keeps the last lines; without a filter no other has to be looked into. */
  private Queue<Line> last(FlowLogReader reader, int last, Selection selection) throws IOException {
    Queue<Line> ring = new ArrayDeque<>();
    for (Line line = reader.next(); line != null; line = reader.next()) {
      if (selection.filter().isNone() || selected(line, selection) != null) {
        if (ring.size() == last) {
          ring.remove();
        }
        ring.add(line);
      }
    }
    return ring;
  }

  private void show(Line line, Selection selection, Sink sink) throws IOException {
    FlowRecord record = selected(line, selection);
    if (record != null) {
      sink.take(line, record);
      shown++;
    }
  }

  /** Returns the record of a line, or {@code null} when there is none or nobody asked for it. */
  private @Nullable FlowRecord selected(Line line, Selection selection) throws IOException {
    String flow = selection.flow() == null ? "" : selection.flow().toUpperCase(Locale.ROOT);
    if (!line.text().contains(flow)) {
      return null;
    }
    try {
      FlowRecord record = line.parse();
      boolean asked =
          record.flow().toString().startsWith(flow) && selection.filter().matches(record);
      return asked ? record : null;
    } catch (RecordFormatException e) {
      if (wrong++ < MAX_COMPLAINTS) {
        complaints.append(e.getMessage()).append('\n');
      }
      return null;
    }
  }

  private void sayHowManyMoreAreWrong(String origin) throws IOException {
    if (wrong > MAX_COMPLAINTS) {
      complaints
          .append(origin)
          .append(": ")
          .append(Quantity.count(wrong - MAX_COMPLAINTS))
          .append(" more lines are no records\n");
    }
  }

  private void sayIfNone(String origin, Selection selection) throws IOException {
    if (shown == 0) {
      String flows = selection.flow() == null ? ": no flows" : ": no flow " + selection.flow();
      String asked = selection.filter().isNone() ? "" : " of those asked for";
      complaints.append(origin).append(flows).append(asked).append('\n');
    }
  }
}
