package dev.sallyport.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds values in files.
 *
 * <p>A value that came by substitution has two places: the line with the substitution, where the
 * key stands and problems are reported, and the line with the text, which paths are relative to.
 */
final class FileLocator implements Locator {

  private final Path file;

  FileLocator(Path file) {
    this.file = file;
  }

  @Override
  public @Nullable Origin locate(String key, Node node) {
    List<ConfigOrigin> places = places(node.written(), node.value());
    return places.stream()
        .filter(FileLocator::oneLine)
        .findFirst()
        .or(() -> places.stream().findFirst())
        .map(place -> new Origin(place.filename() + ":" + place.lineNumber(), key))
        .orElse(null);
  }

  @Override
  public Path directory(Node node) {
    Path naming =
        places(node.value(), node.written()).stream()
            .findFirst()
            .map(place -> Path.of(place.filename()))
            .orElse(file);
    Path directory = naming.getParent();
    return directory == null ? Path.of("") : directory;
  }

  /** The places among those of the two values that are lines of a file, in this order. */
  private static List<ConfigOrigin> places(
      @Nullable ConfigValue first, @Nullable ConfigValue second) {
    return Stream.of(first, second)
        .filter(Objects::nonNull)
        .map(ConfigValue::origin)
        .filter(origin -> origin.filename() != null && origin.lineNumber() > 0)
        .toList();
  }

  /** What was merged from several lines is described by a range. */
  private static boolean oneLine(ConfigOrigin place) {
    return place.description().endsWith(": " + place.lineNumber());
  }
}
