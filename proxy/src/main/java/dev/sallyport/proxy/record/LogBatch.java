package dev.sallyport.proxy.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Lines that go to the sink in one write, in a buffer that is used again and again; it knows how
 * many lines came through when a write fails in the middle. One thread.
 */
final class LogBatch extends OutputStream {
  /** Enough for one write to be worth its system call. */
  private static final int FULL = 1 << 16;

  private static final long RETRY_NANOS = 1_000_000;

  private final FlowLines records = new FlowLines(this);
  private byte[] bytes = new byte[2 * FULL];
  private int size;
  private int[] ends = new int[64];
  private int lines;
  private int sent;

  /**
   * Adds the line of a record.
   *
   * @throws IOException when the record has no JSON form; the batch is as it was after whatever is
   *     thrown
   */
  void add(FlowRecord record) throws IOException {
    int begin = size;
    boolean added = false;
    try {
      records.write(record);
      if (lines == ends.length) {
        ends = Arrays.copyOf(ends, 2 * lines);
      }
      ends[lines++] = size;
      added = true;
    } finally {
      if (!added) {
        size = begin;
      }
    }
  }

  boolean isEmpty() {
    return lines == 0;
  }

  boolean isFull() {
    return size >= FULL;
  }

  /** Returns the number of lines. */
  int lines() {
    return lines;
  }

  /**
   * Writes every line; if that fails, {@link #linesSent} and {@link #isCut} say how far it went.
   */
  void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, size);
    try {
      while (rest.hasRemaining()) {
        if (channel.write(rest) == 0) {
          LockSupport.parkNanos(RETRY_NANOS); // a pipe that another process made non-blocking
        }
      }
    } finally {
      sent = rest.position();
    }
  }

  /** Returns the number of lines that were written whole. */
  int linesSent() {
    int position = Arrays.binarySearch(ends, 0, lines, sent);
    return position >= 0 ? position + 1 : -position - 1;
  }

  /** Returns whether the last write ended in the middle of a line. */
  boolean isCut() {
    return sent > 0 && Arrays.binarySearch(ends, 0, lines, sent) < 0;
  }

  void clear() {
    size = 0;
    lines = 0;
    sent = 0;
  }

  @Override
  public void write(int b) {
    ensure(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void ensure(int length) {
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
  }
}
