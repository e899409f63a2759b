package dev.sallyport.proxy.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * By what it is seen that a file was rewritten, replaced, or is another's to read: its times, its
 * size, and which file it is. Symbolic links are followed, so that one that is set anew is a change
 * too.
 *
 * @param key device and inode, where there is such a thing
 * @param changed when its mode or owner last changed too, where that is kept
 */
record FileStamp(FileTime modified, long size, @Nullable Object key, @Nullable Object changed) {
  private static final FileStamp ABSENT = new FileStamp(FileTime.fromMillis(0), -1, null, null);

  static FileStamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey(), changed(file));
    } catch (IOException e) {
      return ABSENT;
    }
  }

  private static @Nullable Object changed(Path file) throws IOException {
    try {
      return Files.getAttribute(file, "unix:ctime");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }
}
