package dev.sallyport.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks that a file can be read, without reading it. */
final class ReadableFile {

  private ReadableFile() {}

  /**
   * {@code path} itself.
   *
   * @throws IllegalArgumentException saying why it cannot be read
   */
  static Path require(Path path) {
    String objection = objectionTo(path);
    if (objection != null) {
      throw new IllegalArgumentException(objection + ": " + path);
    }
    return path;
  }

  /** Why {@code path} cannot be read, or null. */
  static @Nullable String objectionTo(Path path) {
    if (!Files.exists(path)) {
      return "no such file";
    }
    if (Files.isDirectory(path)) {
      return "a directory and not a file";
    }
    return Files.isReadable(path) ? null : "not readable";
  }
}
