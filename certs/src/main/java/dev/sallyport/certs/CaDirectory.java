package dev.sallyport.certs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The files of a local CA: {@code ca/root.pem} and {@code ca/root.key} in a directory of its user.
 *
 * <p>Directories are made for their owner alone (0700), files too (0600). A new CA is written
 * beside and put in its place by one rename: it is there whole or not at all, and of processes that
 * make one at the same time all use the winner's.
 */
final class CaDirectory {
  private static final String CERTIFICATE = "root.pem";
  private static final String KEY = "root.key";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_ONLY_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      PosixFilePermissions.fromString("----w--w-");

  /** Position of keyCertSign in {@link X509Certificate#getKeyUsage}. */
  private static final int KEY_CERT_SIGN = 5;

  private final Path parent;
  private final Path ca;

  CaDirectory(Path directory) {
    this.parent = directory;
    this.ca = directory.resolve("ca");
  }

  Path certificateFile() {
    return ca.resolve(CERTIFICATE);
  }

  /** Whether there is one, whole or damaged. */
  boolean exists() {
    return Files.exists(ca);
  }

  /** Passes where one could be made. */
  void checkCreatable() throws CredentialException {
    Path above = parent.toAbsolutePath();
    while (!Files.exists(above) && above.getParent() != null) {
      above = above.getParent();
    }
    if (!Files.isDirectory(above) || !Files.isWritable(above)) {
      throw new CredentialException(
          ca.toString(), "cannot be made: " + above + " is no directory that can be written");
    }
  }

  /** The root that is kept here; made when there is none. */
  Identity root(Instant now) throws CredentialException {
    if (!exists()) {
      create(now);
    }
    Identity root;
    try {
      root = read(now);
    } catch (CredentialException e) {
      throw new CredentialException(
          e.origin(), e.reason() + "; to begin a new local CA, remove " + ca, e);
    }
    checkPrivate(ca.resolve(KEY), "600", EnumSet.complementOf(EnumSet.copyOf(OWNER_ONLY)));
    checkPrivate(ca, "700", OTHERS_WRITE);
    return root;
  }

  private Identity read(Instant now) throws CredentialException {
    Identity root = IdentityFiles.pem(certificateFile(), ca.resolve(KEY), null);
    boolean[] usage = root.leaf().getKeyUsage();
    if (root.leaf().getBasicConstraints() < 0 || usage == null || !usage[KEY_CERT_SIGN]) {
      throw new CredentialException(root.origin(), "is not the certificate of a CA");
    }
    if (root.keyKind() != KeyKind.EC) {
      throw new CredentialException(root.origin(), "has no EC key");
    }
    root.checkValidAtOrSoonAfter(now);
    return root;
  }

  /** Refuses a file or directory that gives others one of the {@code forbidden} rights. */
  private static void checkPrivate(Path path, String mode, Set<PosixFilePermission> forbidden)
      throws CredentialException {
    if (!posix(path)) {
      return;
    }
    try {
      if (!Collections.disjoint(Files.getPosixFilePermissions(path), forbidden)) {
        throw new CredentialException(
            path.toString(), "is open to other users; take their rights by `chmod " + mode + "`");
      }
    } catch (IOException e) {
      throw new CredentialException(
          path.toString(), "cannot be read: " + CredentialFile.reason(e), e);
    }
  }

  private void create(Instant now) throws CredentialException {
    try {
      Files.createDirectories(parent, attributes(OWNER_ONLY));
      Path beside = Files.createTempDirectory(parent, "ca-", attributes(OWNER_ONLY));
      try {
        KeyPair keys = KeyKind.EC.newKeys();
        write(beside.resolve(KEY), PemText.of(keys.getPrivate()));
        write(beside.resolve(CERTIFICATE), PemText.of(CertificateIssuer.root(keys, now)));
        Files.move(beside, ca, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(beside);
      }
    } catch (IOException e) {
      if (!Files.exists(ca)) { // else another process was first, and its CA is used
        throw new CredentialException(
            ca.toString(), "cannot be made: " + CredentialFile.reason(e), e);
      }
    } catch (GeneralSecurityException e) {
      throw new CredentialException(ca.toString(), "cannot be made: " + e.getMessage(), e);
    }
  }

  private void write(Path file, String text) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, attributes(OWNER_ONLY_FILE))) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Removes what did not come to its place; after the rename there is nothing to remove. */
  private static void delete(Path beside) throws IOException {
    Files.deleteIfExists(beside.resolve(KEY));
    Files.deleteIfExists(beside.resolve(CERTIFICATE));
    Files.deleteIfExists(beside);
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return posix(parent)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
