package dev.sallyport.proxy.record;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a connection log go: a file that is appended to, or standard output. A line
 * that was cut by a failing write, or by the death of a former process, is ended before the next
 * begins. One thread.
 */
final class LogSink implements Closeable {
  private static final byte[] NEWLINE = {'\n'};

  private final @Nullable Path file;
  private FileChannel channel;
  private boolean cut;

  private LogSink(@Nullable Path file) throws IOException {
    this.file = file;
    this.channel = file == null ? standardOutput() : openChannel(file);
    this.cut = file != null && endsInMidLine(file);
  }

  /**
   * Opens a file, made with mode 0640 if it is not there, or standard output for null.
   *
   * @throws IOException when that fails; says what cannot be opened and why
   */
  static LogSink open(@Nullable Path file) throws IOException {
    return new LogSink(file);
  }

  /** Writes the lines; when that fails the batch knows how many came through. */
  void write(LogBatch batch) throws IOException {
    if (cut) {
      channel.write(ByteBuffer.wrap(NEWLINE));
      cut = false;
    }
    try {
      batch.writeTo(channel);
    } finally {
      cut = batch.isCut();
    }
  }

  /**
   * Opens the file anew; when that fails the old one stays in use.
   *
   * @return the old one, to be closed; absent for standard output, which stays
   */
  Optional<Closeable> reopen() throws IOException {
    if (file == null) {
      return Optional.empty();
    }
    FileChannel old = channel;
    FileChannel opened = openChannel(file);
    try {
      cut = endsInMidLine(file);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    return Optional.of(old);
  }

  /** Closes the file; standard output stays open. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return file == null ? "standard output" : file.toString();
  }

  @SuppressWarnings("resource") // closing the stream would close standard output
  private static FileChannel standardOutput() {
    return new FileOutputStream(FileDescriptor.out).getChannel();
  }

  private static FileChannel openChannel(Path file) throws IOException {
    try {
      return FileChannel.open(file, Set.of(CREATE, WRITE, APPEND), mode(file));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": the directory does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    }
  }

  private static FileAttribute<?>[] mode(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean endsInMidLine(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return false;
    }
    try (SeekableByteChannel log = Files.newByteChannel(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return log.size() > 0 && log.position(log.size() - 1).read(last) == 1 && last.get(0) != '\n';
    }
  }
}
