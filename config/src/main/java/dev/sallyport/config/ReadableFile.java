package dev.sallyport.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that a file can be read, without reading it. */
final class ReadableFile {

  private ReadableFile() {}

  /**
   * {@code path} itself.
   *
   * @throws IllegalArgumentException saying why it cannot be read
   */
  static Path require(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("no such file: " + path);
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("a directory and not a file: " + path);
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("not readable: " + path);
    }
    return path;
  }
}
