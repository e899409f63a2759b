package dev.sallyport.proxy.ladder;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A log file that grows while it is read: at its end a read waits for more.
 *
 * <p>The stream ends where the file does for good: it was cut short, or another one stands in its
 * place and has lines, so that nobody writes to the old one any more. {@link #next} then goes on
 * with what there is now. One thread reads; any may {@link #stop}.
 */
public final class FollowedLog extends InputStream {
  private static final long POLL_MILLIS = 100;
  private static final int CHUNK = 1 << 13;

  private final Path file;
  private final BooleanSupplier enough;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private FileChannel channel;
  private @Nullable Object key;
  private @Nullable FileChannel successor;
  private long position;
  private boolean begun;
  private boolean ended;

  private FollowedLog(Path file, BooleanSupplier enough) throws IOException {
    this.file = file;
    this.enough = enough;
    this.key = key(file);
    this.channel = FileChannel.open(file);
    this.position = lastLine(channel);
  }

  /**
   * Follows a file from its end on; a last line without a newline is still to come.
   *
   * @param enough asked whenever there is nothing to read, whether nobody wants more
   */
  public static FollowedLog atEndOf(Path file, BooleanSupplier enough) throws IOException {
    return new FollowedLog(file, enough);
  }

  /** Where the last line begins that no newline ends yet. */
  private static long lastLine(FileChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long end = channel.size();
    while (end > 0) {
      long begin = Math.max(0, end - CHUNK);
      chunk.clear().limit((int) (end - begin));
      int read = channel.read(chunk, begin);
      for (int i = read - 1; i >= 0; i--) {
        if (chunk.get(i) == '\n') {
          return begin + i + 1;
        }
      }
      end = begin;
    }
    return 0;
  }

  /** Ends the stream and everything that could follow it. */
  public void stop() {
    stopped.countDown();
  }

  /** Goes on with the next file, the first time with the first; returns whether there is one. */
  boolean next() throws IOException {
    if (isOver()) {
      return false;
    }
    if (!begun) {
      begun = true;
      return true;
    }
    ended = false;
    position = 0;
    if (successor != null) {
      channel.close();
      channel = successor;
      successor = null;
    }
    return true;
  }

  private boolean isOver() {
    return stopped.getCount() == 0 || enough.getAsBoolean();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    while (!ended) {
      // What was written before the file was replaced is read after that was seen.
      boolean replaced = isReplaced();
      int read = channel.read(ByteBuffer.wrap(buffer, offset, length), position);
      if (read > 0) {
        position += read;
        return read;
      }
      ended = replaced || channel.size() < position || waitInVain();
    }
    return -1;
  }

  /** Waits a moment for more; returns whether nobody wants it. */
  private boolean waitInVain() throws InterruptedIOException {
    try {
      return stopped.await(POLL_MILLIS, TimeUnit.MILLISECONDS) || enough.getAsBoolean();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    }
  }

  /** Whether another file stands where this one did, and is being written. */
  private boolean isReplaced() throws IOException {
    if (successor != null) {
      return true;
    }
    try {
      Object now = key(file);
      if (Objects.equals(now, key) || Files.size(file) == 0) {
        return false;
      }
      FileChannel opened = FileChannel.open(file);
      if (!Objects.equals(now, key(file))) {
        opened.close();
        return false;
      }
      successor = opened;
      key = now;
      return true;
    } catch (NoSuchFileException notYet) {
      return false;
    }
  }

  /** What tells files apart that have one name after the other. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (successor != null) {
      successor.close();
    }
  }
}
