package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.CredentialFile;
import dev.sallyport.config.PrivateFile;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the keys that seal a listener's tickets: a line of 96 hexadecimal digits for each,
 * the one that seals first; empty lines and such that begin with {@code #} are passed over. It is a
 * regular file, of ours or of root's, that nobody but its owner may have access to. Thread-safe.
 */
public final class TicketKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(TicketKeyFile.class);
  private static final int MAX_KEYS = 64;

  private final Path file;
  private final TicketKeys keys;
  private FileStamp stamp;

  private TicketKeyFile(Path file) throws CredentialException {
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
    return new TicketKeyFile(file);
  }

  /** The keys, which follow the file. */
  public TicketKeys keys() {
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
    } catch (CredentialException e) {
      LOG.warn("the ticket keys stay as they are: {}", e.getMessage());
    }
  }

  private List<TicketKey> read() throws CredentialException {
    byte[] content = CredentialFile.read(file);
    requirePrivate();
    List<TicketKey> read = new ArrayList<>();
    List<String> lines = new String(content, StandardCharsets.ISO_8859_1).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        read.add(key(i + 1, line));
      }
    }
    if (read.isEmpty() || read.size() > MAX_KEYS) {
      throw failure("needs 1 to " + MAX_KEYS + " keys, has " + read.size());
    }
    return read;
  }

  private TicketKey key(int number, String line) throws CredentialException {
    try {
      return TicketKey.parse(line);
    } catch (IllegalArgumentException e) {
      throw failure("line " + number + ": " + e.getMessage());
    }
  }

  private void requirePrivate() throws CredentialException {
    String objection;
    try {
      objection = PrivateFile.objectionToReading(file);
    } catch (IOException e) {
      objection = "its owner and mode cannot be read: " + e.getMessage();
    }
    if (objection != null) {
      throw failure(objection);
    }
  }

  private CredentialException failure(String reason) {
    return new CredentialException(file.toString(), reason);
  }
}
