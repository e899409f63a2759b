package dev.sallyport.certs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads a certificate, key or trust file whole, never more than {@link #LIMIT} bytes of it.
 * Stateless, for any thread.
 */
public final class CredentialFile {
  /** In bytes; many times the size of any system's bundle of roots. */
  public static final int LIMIT = 4 * 1024 * 1024;

  private CredentialFile() {}

  /**
   * Everything in it, at least one byte.
   *
   * @throws CredentialException when it is no regular file, empty, too large or cannot be read
   */
  public static byte[] read(Path file) throws CredentialException {
    byte[] content = readBounded(file);
    if (content.length == 0) {
      throw new CredentialException(file.toString(), "is empty");
    }
    if (content.length > LIMIT) {
      throw new CredentialException(
          file.toString(), "is larger than " + LIMIT / (1024 * 1024) + " MiB");
    }
    return content;
  }

  /** What is no regular file is not opened: a FIFO would not be until somebody writes to it. */
  private static byte[] readBounded(Path file) throws CredentialException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new CredentialException(
            file.toString(), attributes.isDirectory() ? "is a directory" : "is no regular file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(LIMIT + 1);
      }
    } catch (IOException e) {
      throw new CredentialException(file.toString(), "cannot be read: " + reason(e), e);
    }
  }

  /** What went wrong with a file, without its path, which the JDK's messages begin with. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    if (e instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
