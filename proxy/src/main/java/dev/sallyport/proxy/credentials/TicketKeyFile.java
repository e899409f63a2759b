package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.CredentialFile;
import dev.sallyport.config.PrivateFile;
import dev.sallyport.tls.TicketKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file of the keys that seal a listener's tickets: a line of 96 hexadecimal digits for each,
 * the one that seals first; empty lines and such that begin with {@code #} are passed over. It is a
 * regular file, of ours or of root's, that nobody but its owner may have access to, and readers of
 * a group that root has chosen. Stateless, for any thread.
 */
final class TicketKeyFile {
  private static final int MAX_KEYS = 64;

  private final Path file;

  private TicketKeyFile(Path file) {
    this.file = file;
  }

  /**
   * Reads it: at least one key, the one that seals first.
   *
   * @throws CredentialException saying what is wrong with it, but not what it holds
   */
  static List<TicketKey> read(Path file) throws CredentialException {
    return new TicketKeyFile(file).read();
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
    return List.copyOf(read);
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
