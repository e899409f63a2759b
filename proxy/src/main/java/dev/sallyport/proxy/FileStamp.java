package dev.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * By what it is seen that a file was rewritten or replaced: its time of modification, its size, and
 * which file it is. Symbolic links are followed, so that one that is set anew is a change too.
 *
 * @param key device and inode, where there is such a thing
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
  private static final FileStamp ABSENT = new FileStamp(FileTime.fromMillis(0), -1, null);

  static FileStamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
