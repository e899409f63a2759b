package dev.sallyport.proxy.keylog;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sallyport.config.PrivateFile;
import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.KeyLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key log as a file: a line for each secret (RFC 9850 section 2), in the order in which they
 * came, for some time after it was opened.
 *
 * <p>{@link #log} may be called by any thread and never waits: lines queue up for the one thread
 * that writes. What finds the queue full, or cannot be written, is lost; that is counted and said.
 * Lines are overwritten in memory once they are written.
 */
public final class KeyLogFile implements KeyLog {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLogFile.class);
  private static final int CAPACITY = 4_096;
  private static final String MODE = "rw-------";
  private static final byte[] END = {};
  private static final byte[] REOPEN = {};
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Path name;
  private final Predicate<@Nullable String> serverNames;
  private final Ticker ticker;
  private final long closesAt;
  private final BlockingQueue<byte[]> queue;
  private final Losses losses;
  private final Thread writer = new Thread(this::run, "key-log");
  private volatile boolean closed;
  private volatile boolean reopening;
  private WritableByteChannel file;
  private boolean cut;

  private KeyLogFile(
      Path name,
      WritableByteChannel file,
      Duration duration,
      Predicate<@Nullable String> names,
      Ticker ticker) {
    this.name = name;
    this.file = file;
    this.serverNames = names;
    this.ticker = ticker;
    this.closesAt = ticker.nanos() + duration.toNanos();
    this.queue = new ArrayBlockingQueue<>(CAPACITY);
    this.losses = new Losses(name.toString());
    writer.setDaemon(true);
  }

  /**
   * Opens the file and starts the thread.
   *
   * @param file where to append, made with mode 0600
   * @param duration until when secrets are written
   * @param names by which names of connections their secrets are wanted
   * @throws IOException when it cannot be opened, or is not ours alone; says why
   */
  public static KeyLogFile open(Path file, Duration duration, Predicate<@Nullable String> names)
      throws IOException {
    return start(file, channel(file), duration, names, Ticker.SYSTEM);
  }

  static KeyLogFile start(
      Path name,
      WritableByteChannel file,
      Duration duration,
      Predicate<@Nullable String> names,
      Ticker ticker) {
    KeyLogFile log = new KeyLogFile(name, file, duration, names, ticker);
    log.writer.start();
    return log;
  }

  private static WritableByteChannel channel(Path file) throws IOException {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return open(file, CREATE_NEW, WRITE, APPEND, LinkOption.NOFOLLOW_LINKS);
      }
      requirePrivate(file);
      return open(file, WRITE, APPEND, LinkOption.NOFOLLOW_LINKS);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + ": made by another in this moment", e);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": the directory does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    } catch (UnsupportedOperationException e) {
      throw new IOException(file + ": cannot be kept from others here", e);
    }
  }

  private static FileChannel open(Path file, OpenOption... options) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(options),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
    boolean checked = false;
    try {
      requirePrivate(file);
      checked = true;
      return channel;
    } finally {
      if (!checked) {
        channel.close();
      }
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    String objection = PrivateFile.objectionTo(file);
    if (objection != null) {
      throw new IOException(file + ": " + objection);
    }
  }

  @Override
  public boolean wants(@Nullable String serverName) {
    return isOpen() && serverNames.test(serverName);
  }

  @Override
  public void log(String label, byte[] clientRandom, byte[] secret) {
    if (isOpen()) {
      byte[] line = line(label, clientRandom, secret);
      if (!queue.offer(line)) {
        Arrays.fill(line, (byte) 0);
        losses.add(1);
      }
    }
  }

  private boolean isOpen() {
    return !closed && left() > 0;
  }

  /** Nanoseconds until the time is up. */
  private long left() {
    return closesAt - ticker.nanos();
  }

  private static byte[] line(String label, byte[] clientRandom, byte[] secret) {
    byte[] name = label.getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[name.length + 2 * (clientRandom.length + secret.length) + 3];
    System.arraycopy(name, 0, line, 0, name.length);
    int at = name.length;
    line[at++] = ' ';
    at = digits(clientRandom, line, at);
    line[at++] = ' ';
    at = digits(secret, line, at);
    line[at] = '\n';
    return line;
  }

  private static int digits(byte[] octets, byte[] line, int offset) {
    int at = offset;
    for (byte octet : octets) {
      line[at++] = DIGITS[(octet >> 4) & 0xF];
      line[at++] = DIGITS[octet & 0xF];
    }
    return at;
  }

  /** Has the file opened anew, after it was rotated: soon, by the log's own thread. */
  public void reopen() {
    if (isOpen()) {
      reopening = true;
      queue.offer(REOPEN); // where there is no room for it, there is something to wake up for
    }
  }

  /**
   * Writes what waits and closes.
   *
   * @param limit how long to wait for that
   */
  public void close(Duration limit) {
    closed = true;
    queue.offer(END); // where there is no room for it, there is something to wake up for
    try {
      writer.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      byte[] line = next();
      while (line != null && line != END) {
        if (reopening) {
          reopening = false;
          reopenFile();
        }
        if (line != REOPEN) {
          write(line);
        }
        line = next();
      }
      if (line == null && !closed) {
        LOG.warn("key log {}: its time is up, no more secrets are written", name);
      }
    } catch (InterruptedException e) {
      LOG.warn("key log {}: interrupted, no more secrets are written", name);
    } catch (RuntimeException e) {
      LOG.error("key log {}: no more secrets are written", name, e);
      losses.add(1); // the line that was under way
    } finally {
      end();
    }
  }

  private void end() {
    closed = true;
    for (byte[] late = queue.poll(); late != null; late = queue.poll()) {
      if (late.length > 0) { // and is no order
        Arrays.fill(late, (byte) 0);
        losses.add(1);
      }
    }
    losses.tellAll();
    closeFile();
  }

  /** The next line, or nothing when there is none and the time is up. */
  private byte @Nullable [] next() throws InterruptedException {
    byte[] line = queue.poll();
    while (line == null && isOpen()) {
      line = queue.poll(left(), TimeUnit.NANOSECONDS);
    }
    return line;
  }

  private void write(byte[] line) {
    ByteBuffer left = ByteBuffer.wrap(line);
    try {
      if (cut) {
        file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        cut = false;
      }
      while (left.hasRemaining()) {
        file.write(left);
      }
    } catch (IOException e) {
      cut |= left.position() > 0;
      losses.add(1);
      losses.because(e);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
    losses.tell();
  }

  /** A file that is not ours alone is none that secrets go to; then the old one stays in use. */
  private void reopenFile() {
    WritableByteChannel old = file;
    try {
      file = channel(name);
    } catch (IOException e) {
      LOG.warn("key log not reopened, the old file stays in use: {}", e.getMessage());
      return;
    }
    cut = false;
    LOG.info("key log {} reopened", name);
    try {
      old.close();
    } catch (IOException e) {
      LOG.warn("the old file of key log {} cannot be closed: {}", name, e.getMessage());
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("key log {} cannot be closed: {}", name, e.getMessage());
    }
  }
}
