package dev.sallyport.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the listeners of one configuration lay claim to: an address that no other has, and backends
 * that exist.
 */
final class Claims {

  private final @Nullable Set<String> backends;
  private final Map<String, BindAddress> bound = new TreeMap<>();

  /** Claims where {@code backends} exist; null: which do cannot be told. */
  Claims(@Nullable Set<String> backends) {
    this.backends = backends;
  }

  /**
   * {@code address}, which from now on is that of {@code listener}.
   *
   * @throws IllegalArgumentException when it cannot be, because of another listener
   */
  BindAddress bind(String listener, BindAddress address) {
    bound.forEach(
        (other, taken) -> {
          if (address.overlaps(taken)) {
            throw new IllegalArgumentException(
                "already bound by listener " + other + " (" + taken + ")");
          }
        });
    bound.put(listener, address);
    return address;
  }

  /**
   * {@code name}, which is that of a backend.
   *
   * @throws IllegalArgumentException when it is not
   */
  String backend(String name) {
    if (backends != null && !backends.contains(name)) {
      throw new IllegalArgumentException(
          "no such backend: \"" + name + '"' + Suggestion.of(name, backends));
    }
    return name;
  }
}
