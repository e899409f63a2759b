package dev.sallyport.proxy.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection log line by line, in memory that is bounded by the longest line it accepts.
 *
 * <p>One thread. Blank lines are passed over. The stream is the caller's to close.
 */
public final class FlowLogReader {
  /** No record is longer: a file that is no log is not read into memory. */
  static final int MAX_LINE = 1 << 22;

  private final InputStream in;
  private final String origin;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 14);
  private int position;
  private int limit;
  private long number;

  /**
   * @param origin what the log is called in messages
   */
  public FlowLogReader(InputStream in, String origin) {
    this.in = in;
    this.origin = origin;
  }

  /** A line of the log, which may hold a record. */
  public record Line(String origin, long number, String text) {
    /**
     * Reads the record.
     *
     * @throws RecordFormatException when the line holds none; names origin and line number
     */
    public FlowRecord parse() throws RecordFormatException {
      try {
        if (text.length() >= MAX_LINE) {
          throw new RecordFormatException("longer than any record");
        }
        return FlowJson.read(text);
      } catch (RecordFormatException e) {
        throw new RecordFormatException(origin + ":" + number, e);
      }
    }
  }

  /** Returns the next line that is not blank, or {@code null} at the end. */
  public @Nullable Line next() throws IOException {
    boolean more = true;
    while (more) {
      line.reset();
      more = readLine();
      number++;
      String text = line.toString(StandardCharsets.UTF_8);
      if (!text.isBlank()) {
        return new Line(origin, number, text);
      }
    }
    return null;
  }

  /** Fills {@link #line} and returns whether a newline ended it. */
  private boolean readLine() throws IOException {
    while (true) {
      if (position == limit) {
        position = 0;
        limit = Math.max(in.read(buffer), 0);
        if (limit == 0) {
          return false;
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, position, Math.min(end - position, MAX_LINE - line.size()));
      position = Math.min(end + 1, limit);
      if (end < limit) {
        return true;
      }
    }
  }
}
