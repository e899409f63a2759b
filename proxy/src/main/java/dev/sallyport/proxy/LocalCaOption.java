package dev.sallyport.proxy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that work with the local CA, wherever it is kept. */
final class LocalCaOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the local CA is kept, if not at its usual place.")
  private @Nullable Path directory;

  /** The directory that was given, or the user's. */
  Path directory(Shell shell) {
    return directory == null ? shell.localCa() : directory;
  }
}
