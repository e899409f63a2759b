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
  public record Selection(@Nullable Integer last, @Nullable String flow, boolean json) {
    public Selection {
      if (last != null && (last < 1 || flow != null)) {
        throw new IllegalArgumentException("last is at least 1, and excludes a flow");
      }
    }
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
    FlowLogReader reader = new FlowLogReader(log, origin);
    if (selection.last() != null) {
      showLast(reader, selection.last(), selection.json());
    } else if (selection.flow() != null) {
      showFlow(reader, selection.flow().toUpperCase(Locale.ROOT), selection.json());
    } else {
      for (Line line = reader.next(); line != null; line = reader.next()) {
        show(line, "", selection.json());
      }
    }
    summarize(origin, selection);
    return shown;
  }

  /** Whether every line of the log so far was a record. */
  public boolean sound() {
    return wrong == 0;
  }

  private void showLast(FlowLogReader reader, int last, boolean json) throws IOException {
    Queue<Line> ring = new ArrayDeque<>();
    for (Line line = reader.next(); line != null; line = reader.next()) {
      if (ring.size() == last) {
        ring.remove();
      }
      ring.add(line);
    }
    for (Line line : ring) {
      show(line, "", json);
    }
  }

  private void showFlow(FlowLogReader reader, String flow, boolean json) throws IOException {
    for (Line line = reader.next(); line != null; line = reader.next()) {
      if (line.text().contains(flow)) {
        show(line, flow, json);
      }
    }
  }

  private void show(Line line, String flow, boolean json) throws IOException {
    FlowRecord record;
    try {
      record = line.parse();
    } catch (RecordFormatException e) {
      if (wrong++ < MAX_COMPLAINTS) {
        complaints.append(e.getMessage()).append('\n');
      }
      return;
    }
    if (!record.flow().toString().startsWith(flow)) {
      return;
    }
    if (json) {
      out.append(line.text()).append('\n');
    } else {
      out.append(shown == 0 ? "" : "\n\n").append(Ladder.draw(record, style));
    }
    shown++;
  }

  private void summarize(String origin, Selection selection) throws IOException {
    if (wrong > MAX_COMPLAINTS) {
      complaints
          .append(origin)
          .append(": ")
          .append(Quantity.count(wrong - MAX_COMPLAINTS))
          .append(" more lines are no records\n");
    }
    if (shown == 0) {
      complaints
          .append(origin)
          .append(selection.flow() == null ? ": no flows" : ": no flow " + selection.flow())
          .append('\n');
    }
  }
}
