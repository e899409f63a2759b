package dev.sallyport.config;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a file is ours alone; one that we write: a regular file and no link, of the user this
 * program runs as, with access for nobody else, in a directory where nobody else can put another in
 * its place. Stateless, for any thread.
 */
public final class PrivateFile {
  private static final Path SELF = Path.of("/proc/self");
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);

  private static final Set<PosixFilePermission> OWNERS_AND_READERS =
      Set.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE, GROUP_READ);

  /** Of st_mode: S_IWGRP and S_IWOTH. */
  private static final int OTHERS_WRITE = 0_022;

  /** Of st_mode: S_ISVTX. */
  private static final int STICKY = 0_1000;

  private PrivateFile() {}

  /**
   * Why {@code file}, which is there, is not ours alone; or null.
   *
   * @throws IOException when its attributes cannot be read
   * @throws UnsupportedOperationException when its file system knows no owners and modes
   */
  public static @Nullable String objectionTo(Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return "a link, or not a regular file";
    }
    if (!OWNERS.containsAll(attributes.permissions())) {
      return "others can read or write it (chmod 600)";
    }
    if (canBeSwapped(file)) {
      return "others can write its directory, and put another file in its place (chmod go-w)";
    }
    UserPrincipal self = self();
    return attributes.owner().equals(self)
        ? null
        : "belongs to " + attributes.owner().getName() + " and not to us, " + self.getName();
  }

  /**
   * Why {@code file}, which is there, is no secret of ours alone; or null. For files that we only
   * read: links to them are followed, and root may own them and let a group read them.
   *
   * @throws IOException when its attributes cannot be read
   */
  public static @Nullable String objectionToReading(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return null;
    }
    PosixFileAttributes attributes = view.readAttributes();
    boolean roots = isRoots(file);
    String access = objectionToAccess(attributes.permissions(), roots);
    if (access != null) {
      return access;
    }
    UserPrincipal self = self();
    return attributes.owner().equals(self) || roots
        ? null
        : "belongs to " + attributes.owner().getName() + " and not to us, " + self.getName();
  }

  /** Root shows a secret to a service, which is another user, by the service's group. */
  static @Nullable String objectionToAccess(Set<PosixFilePermission> permissions, boolean roots) {
    if (roots) {
      return OWNERS_AND_READERS.containsAll(permissions)
          ? null
          : "others than root and those that its group lets read it have access to it (chmod 640)";
    }
    return OWNERS.containsAll(permissions)
        ? null
        : "others than its owner have access to it (chmod 600)";
  }

  private static boolean isRoots(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(file, "unix:uid").equals(0);
  }

  /** Whether its directory is open to others without the sticky bit, which leaves files alone. */
  private static boolean canBeSwapped(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    int mode = (Integer) Files.getAttribute(directory, "unix:mode");
    return (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
  }

  /** Whom this program runs as: who owns its process, or else a file that it makes. */
  private static UserPrincipal self() throws IOException {
    if (Files.exists(SELF)) {
      return Files.getOwner(SELF);
    }
    Path made = Files.createTempFile("sallyport-", ".tmp");
    try {
      return Files.getOwner(made);
    } finally {
      Files.delete(made);
    }
  }
}
