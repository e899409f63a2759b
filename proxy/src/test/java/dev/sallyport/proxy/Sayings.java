package dev.sallyport.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the program has printed, kept where the whole run of the tests is searched for secrets. */
final class Sayings {

  private static final @Nullable String KEPT_IN = System.getProperty("tests.sayings");

  private Sayings() {}

  static void keep(String said) {
    if (KEPT_IN == null) {
      return;
    }
    try {
      Path directory = Files.createDirectories(Path.of(KEPT_IN));
      Files.writeString(Files.createTempFile(directory, "said", ".txt"), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
