package dev.sallyport.proxy;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the keys that seal a listener's tickets: a line of 96 hexadecimal digits for each,
 * the one that seals first; empty lines and such that begin with {@code #} are passed over. Nobody
 * but its owner may have access. Thread-safe.
 */
final class TicketKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(TicketKeyFile.class);
  private static final int MAX_KEYS = 64;

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path file;
  private final TicketKeys keys;
  private FileStamp stamp;

  private TicketKeyFile(Path file) throws IOException {
    this.file = file;
    this.stamp = FileStamp.of(file);
    this.keys = TicketKeys.shared(read());
  }

  /**
   * Reads it.
   *
   * @throws CredentialException saying what is wrong with it, but not what it holds
   */
  static TicketKeyFile open(Path file) throws CredentialException {
    try {
      return new TicketKeyFile(file);
    } catch (IOException e) {
      throw new CredentialException(file.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The keys, which follow the file. */
  TicketKeys keys() {
    return keys;
  }

  /** Reads it again if it changed; what cannot be used is said once, and the last keys stay. */
  synchronized void refresh() {
    FileStamp now = FileStamp.of(file);
    if (now.equals(stamp)) {
      return;
    }
    stamp = now;
    try {
      keys.replace(read());
      LOG.info("took the ticket keys of {} anew", file);
    } catch (IOException e) {
      LOG.warn("the ticket keys stay as they are: {}: {}", file, e.getMessage());
    }
  }

  private List<TicketKey> read() throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("is not there");
    }
    requireMode();
    List<TicketKey> read = new ArrayList<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        read.add(key(i + 1, line));
      }
    }
    if (read.isEmpty() || read.size() > MAX_KEYS) {
      throw new IOException("needs 1 to " + MAX_KEYS + " keys, has " + read.size());
    }
    return read;
  }

  private static TicketKey key(int number, String line) throws IOException {
    try {
      return TicketKey.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IOException("line " + number + ": " + e.getMessage(), e);
    }
  }

  private void requireMode() throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && !OWNERS.containsAll(view.readAttributes().permissions())) {
      throw new IOException("others than its owner have access to it (chmod 600)");
    }
  }
}
