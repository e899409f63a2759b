package dev.sallyport.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code key-log}: where the secrets of TLS connections are written, of which, and for how long.
 *
 * @param file appended to, or null: no secret is written
 * @param serverNames host names and {@code *.} with a host name, which stands for one more label;
 *     lower case; empty: all
 * @param duration from start, 1 s to 7 days
 */
public record KeyLogConfig(
    @Nullable Path file, List<String> serverNames, Duration duration, Origins origins) {

  private static final Duration LOWEST = Duration.ofSeconds(1);
  private static final Duration HIGHEST = Duration.ofDays(7);

  /** Which may be a file that the shell opened. */
  private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  public KeyLogConfig {
    serverNames = serverNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    Rules rules = Rules.of(origins).range("duration", duration, LOWEST, HIGHEST);
    for (String name : serverNames) {
      rules.require(
          HostNames.isPattern(name),
          "server-names",
          "not a host name, or *. and a host name: \"" + name + "\"");
    }
    rules.check();
  }

  /** Whether secrets of connections for {@code serverName} are written; null: for no name. */
  public boolean covers(@Nullable String serverName) {
    return serverNames.isEmpty()
        || (serverName != null
            && serverNames.stream()
                .anyMatch(
                    pattern -> HostNames.matches(pattern, serverName.toLowerCase(Locale.ROOT))));
  }

  /**
   * Whether both logs would be written to one file, as things are now: whatever links lead there,
   * and whether it is there or would be made.
   */
  public boolean sharesFileWith(ConnectionLogConfig other) {
    Path theirs = other.file() == null ? STANDARD_OUTPUT : other.file();
    if (file == null) {
      return false;
    }
    try {
      return (Files.exists(file) && Files.exists(theirs))
          ? Files.isSameFile(file, theirs)
          : place(file).equals(place(theirs));
    } catch (IOException e) {
      return file.toAbsolutePath().normalize().equals(theirs.toAbsolutePath().normalize());
    }
  }

  /** Where a file is that may not be there yet, at the end of all links. */
  private static Path place(Path file) throws IOException {
    Path place = inRealDirectory(file);
    for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(place); links++) {
      place = inRealDirectory(place.resolveSibling(Files.readSymbolicLink(place)));
    }
    return place;
  }

  private static Path inRealDirectory(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path directory = absolute.getParent();
    return directory != null && Files.isDirectory(directory)
        ? directory.toRealPath().resolve(directory.relativize(absolute))
        : absolute;
  }

  /** {@code duration} as a configuration has it: {@code 10m}. */
  public String shownDuration() {
    return Durations.show(duration);
  }
}
