package dev.sallyport.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * Writes an identity as two PEM files: the chain, leaf first, for everybody (0644), and the key in
 * plain PKCS#8 for its owner alone (0600).
 *
 * <p>Each file is written beside and comes to its place by a rename, the key first: nobody reads
 * half of one. Two writers of the same files at once are not kept apart.
 */
public final class IdentityWriter {
  private static final String PUBLIC = "rw-r--r--";
  private static final String PRIVATE = "rw-------";

  private final boolean replace;

  /**
   * A writer of files.
   *
   * @param replace whether files that are there already are replaced, or are an error
   */
  public IdentityWriter(boolean replace) {
    this.replace = replace;
  }

  /**
   * Writes both files, or neither when one of them is in the way. A new key goes again when its
   * certificate cannot be written.
   *
   * @throws CredentialException also when both are one file
   */
  public void write(Identity identity, Path certificate, Path key) throws CredentialException {
    if (sameFile(certificate, key)) {
      throw new CredentialException(key.toString(), "is the file of the certificate, too");
    }
    refuseWhatIsThere(certificate);
    refuseWhatIsThere(key);
    boolean newKey = !Files.exists(key);
    write(key, PemText.of(identity.key()), PRIVATE);
    try {
      write(certificate, text(identity), PUBLIC);
    } catch (CredentialException e) {
      if (newKey) {
        delete(key, e);
      }
      throw e;
    }
  }

  /** Whether two paths lead to one place, there or not. */
  public static boolean sameFile(Path one, Path other) {
    return place(one).equals(place(other));
  }

  /** A rename replaces a link, so only the directories' links are followed. */
  private static Path place(Path file) {
    Path plain = file.toAbsolutePath().normalize();
    Path directory = plain.getParent();
    Path name = plain.getFileName();
    if (directory == null || name == null) {
      return plain;
    }
    try {
      return directory.toRealPath().resolve(name);
    } catch (IOException e) {
      return plain;
    }
  }

  private static void delete(Path file, CredentialException because) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private void refuseWhatIsThere(Path file) throws CredentialException {
    if (Files.isDirectory(file)) {
      throw new CredentialException(file.toString(), "is a directory");
    }
    if (!replace && Files.exists(file)) {
      throw new CredentialException(file.toString(), "is there already");
    }
  }

  private static String text(Identity identity) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : identity.chain()) {
        text.append(PemText.of(certificate));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e); // what was decoded encodes
    }
    return text.toString();
  }

  private void write(Path file, String text, String permissions) throws CredentialException {
    CopyOption[] how =
        replace
            ? new CopyOption[] {StandardCopyOption.ATOMIC_MOVE} // which replaces, by one rename
            : new CopyOption[0]; // a move replaces nothing unless told to
    Path absolute = file.toAbsolutePath();
    try {
      // What createTempFile makes is its owner's alone.
      Path beside = Files.createTempFile(absolute.getParent(), ".sallyport-", ".tmp");
      try {
        Files.writeString(beside, text, StandardCharsets.US_ASCII);
        if (beside.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
        }
        Files.move(beside, absolute, how);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (NoSuchFileException e) {
      throw new CredentialException(file.toString(), "cannot be written: no such directory", e);
    } catch (IOException e) {
      throw new CredentialException(
          file.toString(), "cannot be written: " + CredentialFile.reason(e), e);
    }
  }
}
