package dev.sallyport.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
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
    List<Lines> written = Lines.of(node.written());
    List<Lines> resolved = Lines.of(node.value());
    List<Lines> places = Stream.concat(written.stream(), resolved.stream()).toList();
    if (places.isEmpty()) {
      return null;
    }
    Lines best =
        resolved.stream()
            .limit(1)
            .filter(place -> written.stream().anyMatch(it -> it.contain(place)))
            .findFirst()
            .orElse(places.get(0));
    boolean begins = node.value() instanceof ConfigObject;
    return new Origin(best.file() + ":" + (begins ? best.first() : best.last()), key);
  }

  @Override
  public Path directory(Node node) {
    Path naming =
        Stream.concat(Lines.of(node.value()).stream(), Lines.of(node.written()).stream())
            .findFirst()
            .map(place -> Path.of(place.file()))
            .orElse(file);
    Path directory = naming.getParent();
    return directory == null ? Path.of("") : directory;
  }
}
