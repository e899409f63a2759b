package dev.sallyport.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A block of {@code reference.conf}: which keys there are, and their defaults.
 *
 * <p>The entry {@code "*"} of a block, or a block as the one element of a list, stands for every
 * entry; by default there is none. Null stands for "absent by default". Immutable.
 */
record Reference(ConfigObject block) {

  private static final String FILE = "reference.conf";
  private static final String ANY_NAME = "*";

  /** The whole of {@code reference.conf}. */
  static Reference load() {
    InputStream stream = Reference.class.getResourceAsStream("/" + FILE);
    try (Reader reader =
        new InputStreamReader(Objects.requireNonNull(stream, FILE), StandardCharsets.UTF_8)) {
      ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(FILE);
      return new Reference(ConfigFactory.parseReader(reader, options).root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> keys() {
    return block.keySet();
  }

  /**
   * The key that was probably meant by one that is none: of this block, or else of a block in it.
   *
   * @return the path from here
   */
  Optional<List<String>> meantBy(String unknown) {
    return Suggestion.nearest(unknown, keys())
        .map(List::of)
        .or(() -> new TreeSet<>(keys()).stream().flatMap(key -> within(key, unknown)).findFirst());
  }

  private Stream<List<String>> within(String key, String unknown) {
    if (!(value(key) instanceof ConfigObject) || block(key).keys().contains(ANY_NAME)) {
      return Stream.empty();
    }
    return Suggestion.nearest(unknown, block(key).keys())
        .map(inner -> List.of(key, inner))
        .stream();
  }

  /** The block {@code key}. */
  Reference block(String key) {
    return new Reference((ConfigObject) value(key));
  }

  /** What stands for every entry of the block or list {@code key}. */
  Reference entry(String key) {
    ConfigValue value = value(key);
    return value instanceof ConfigList list
        ? new Reference((ConfigObject) list.get(0))
        : block(key).block(ANY_NAME);
  }

  /** The default of {@code key}. */
  ConfigValue byDefault(String key) {
    ConfigValue value = value(key);
    boolean describesEntries =
        value instanceof ConfigList list
            && !list.isEmpty()
            && list.get(0).valueType() == ConfigValueType.OBJECT;
    return describesEntries ? ConfigValueFactory.fromIterable(List.of()) : value;
  }

  /** {@code (only default)}, or nothing when {@code key} is absent by default. */
  String only(String key) {
    ConfigValue value = byDefault(key);
    String text = value.render(ConfigRenderOptions.concise()).replace("\"", "");
    return value.valueType() == ConfigValueType.NULL ? "" : " (only " + text + ")";
  }

  private ConfigValue value(String key) {
    ConfigValue value = block.get(key);
    if (value == null) {
      throw new IllegalStateException("read, but not in " + FILE + ": " + key);
    }
    return value;
  }
}
