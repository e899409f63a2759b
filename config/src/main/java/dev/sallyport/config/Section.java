package dev.sallyport.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one block of a configuration beside the same block of {@code reference.conf}, which
 * says what keys there are and what their defaults are.
 *
 * <p>What is wrong with a setting is told to the {@link Problems}, and reading goes on with the
 * default, so that one reading finds every problem. Keys that {@code reference.conf} does not have
 * are told when the block is read. A key that only one of {@code reference.conf} and the code knows
 * is a mistake in this program: {@link IllegalStateException}.
 */
final class Section {

  private final Reading reading;
  private final Origin self;
  private final @Nullable Setting block;
  private final Reference reference;
  private final Set<String> unread;

  /** A cursor at {@code written}, which is refused if it is not a block. */
  Section(Setting written, Reference reference) {
    this(written.reading(), written.origin(), written.attempt(Setting::block), reference);
  }

  /**
   * A cursor at a block which was perhaps not written.
   *
   * @param self where it stands, or would
   */
  private Section(Reading reading, Origin self, @Nullable Setting block, Reference reference) {
    this.reading = reading;
    this.self = self;
    this.block = block;
    this.reference = reference;
    this.unread = new TreeSet<>(reference.keys());
  }

  /** Lets {@code reader} read every key, and tells those that are none. */
  <T> @Nullable T read(Function<Section, @Nullable T> reader) {
    return read(Set.of(), reader);
  }

  /** The same for a block which may hold {@code others} too, which are not settings. */
  <T> @Nullable T read(Set<String> others, Function<Section, @Nullable T> reader) {
    for (String key : keys()) {
      if (!reference.keys().contains(key) && !others.contains(key)) {
        unknown(key);
      }
    }
    T result = reader.apply(this);
    if (!unread.isEmpty()) {
      throw new IllegalStateException("documented, but never read: " + self.key() + " " + unread);
    }
    return result;
  }

  /** What is missing under the name that was meant is not told on top. */
  private void unknown(String key) {
    Optional<List<String>> meant = reference.meantBy(key);
    String guess = meant.map(path -> Suggestion.show(String.join(".", path))).orElse("");
    complain(key, "unknown key" + guess);
    meant.ifPresent(path -> reading.problems().misspelt(child(path).key()));
  }

  private Origin child(List<String> path) {
    Origin child = self;
    for (String key : path) {
      child = child.child(key);
    }
    return child;
  }

  /** The value of {@code key}, which has a default; that too when any part of it is not right. */
  <T> T value(String key, Reader<T> reader) {
    T read = optional(key, reader);
    return read == null || reading.problems().in(self.child(key).key())
        ? reader.read(byDefault(key))
        : read;
  }

  /** The value of {@code key}, or null when it is absent. */
  <T> @Nullable T optional(String key, Reader<T> reader) {
    Setting written = written(key);
    return written == null ? null : written.attempt(reader);
  }

  /** The value of {@code key}, which must be there; {@code placeholder} when it is not right. */
  <T> T required(String key, T placeholder, Reader<T> reader) {
    return required(key, "", placeholder, reader);
  }

  /** The same with something that is told where the value is missing. */
  <T> T required(String key, String hint, T placeholder, Reader<T> reader) {
    if (written(key) == null) {
      complain(key, "required, but missing" + hint);
    }
    T read = optional(key, reader);
    return read != null ? read : placeholder;
  }

  /** A block that is read whether it was written or not; null when it has problems. */
  <T> @Nullable T block(String key, Function<Section, @Nullable T> reader) {
    return section(key, written(key)).read(reader);
  }

  /** A block of which every key has a default; all of them are taken when it has problems. */
  <T> T blockOrDefault(String key, Function<Section, @Nullable T> reader) {
    T read = block(key, reader);
    return read != null ? read : Objects.requireNonNull(section(key, null).read(reader));
  }

  /** A block that is read only where it was written; null also when it has problems. */
  <T> @Nullable T optionalBlock(String key, Function<Section, @Nullable T> reader) {
    return written(key) == null ? null : block(key, reader);
  }

  /** A list of blocks, without those that have problems. */
  <T> List<T> blocks(String key, Function<Section, @Nullable T> reader) {
    Reference template = reference.entry(key);
    List<T> read = new ArrayList<>();
    for (Setting element : value(key, Setting::elements)) {
      T block = new Section(element, template).read(reader);
      if (block != null) {
        read.add(block);
      }
    }
    return read;
  }

  /** Named blocks, in the order of their names, without those that have problems. */
  <T> Map<String, T> entries(String key, BiFunction<String, Section, @Nullable T> reader) {
    Reference template = reference.entry(key);
    Section entries = section(key, written(key));
    Map<String, T> read = new TreeMap<>();
    for (String name : entries.keys()) {
      Setting entry = entries.setting(name);
      T block =
          entry == null ? null : new Section(entry, template).read(it -> reader.apply(name, it));
      if (block != null) {
        read.put(name, block);
      }
    }
    return read;
  }

  /**
   * The names in the block {@code key}, right or wrong; null when it is not a block, or misspelt.
   */
  @Nullable Set<String> names(String key) {
    Section entries = section(key, written(key));
    String full = entries.self.key();
    return reading.problems().at(full) || reading.problems().isMisspelt(full)
        ? null
        : entries.keys();
  }

  /** A setting of which nothing but the default is built. */
  void unbuilt(String key, Reader<?> reader) {
    refuse(key, reader, "not built yet" + reference.only(key));
  }

  /** A setting that makes no sense here, for the reason given. */
  void refuseAny(String key, String why) {
    Setting written = written(key);
    if (written != null && !written.told()) {
      complain(key, why);
    }
  }

  /** A setting of which nothing but the default makes sense here, for the reason given. */
  void refuse(String key, Reader<?> reader, String why) {
    Setting written = written(key);
    if (written != null && !written.told() && !sameAsDefault(key, written, reader)) {
      complain(key, why);
    }
  }

  private boolean sameAsDefault(String key, Setting written, Reader<?> reader) {
    try {
      return reader.read(written).equals(reader.read(byDefault(key)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Makes the record of this block; or tells which of its rules are broken, and returns null. */
  <T> @Nullable T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (Rules.BrokenException e) {
      e.broken().stream()
          .filter(this::broken)
          .map(Rules.Broken::problem)
          .toList()
          .forEach(reading.problems()::add);
      return null;
    } catch (IllegalArgumentException e) {
      if (reading.problems().none()) {
        throw e;
      }
      return null; // a placeholder does not suit it, and the problem it stands for is told
    }
  }

  /** Whether the rule is broken, and does not just seem so after problems that are told. */
  private boolean broken(Rules.Broken rule) {
    return !reading.problems().at(rule.problem().key())
        && rule.causes().stream().noneMatch(reading.problems()::touch);
  }

  /** Tells what is wrong with {@code key}; nothing when it lacks because it is misspelt. */
  void complain(String key, String what) {
    Setting setting = setting(key);
    if (setting != null || !misspelt(key)) {
      complain(setting != null ? setting.origin() : self.child(key), what);
    }
  }

  /** Tells that one of {@code keys} is needed; nothing when one is there, but misspelt. */
  void needsOneOf(Set<String> keys, String what) {
    if (keys.stream().noneMatch(this::misspelt)) {
      complain(self, what);
    }
  }

  private boolean misspelt(String key) {
    return reading.problems().isMisspelt(self.child(key).key());
  }

  /** Keeps silent about what is in a block which is itself known to be wrong. */
  private void complain(Origin origin, String what) {
    if (!reading.problems().at(self.key())) {
      reading.problems().add(origin.problem(what));
    }
  }

  /** Whether {@code key} was written. */
  boolean has(String key) {
    return setting(key) != null;
  }

  /** Where this block and its keys stand. */
  Origins origins() {
    Map<String, Origin> keys = new HashMap<>();
    for (String key : keys()) {
      Setting written = setting(key);
      if (written != null) {
        keys.put(key, written.origin());
      }
    }
    return new Origins(self, keys);
  }

  private Set<String> keys() {
    return block == null ? Set.of() : block.keys();
  }

  private @Nullable Setting written(String key) {
    if (!reference.keys().contains(key)) {
      throw new IllegalStateException("read, but not documented: " + self.key() + " " + key);
    }
    unread.remove(key);
    return setting(key);
  }

  private @Nullable Setting setting(String key) {
    return block == null ? null : block.child(key);
  }

  private Setting byDefault(String key) {
    return new Setting(reading, self.child(key), new Node(reference.byDefault(key), null));
  }

  private Section section(String key, @Nullable Setting written) {
    Reference block = reference.block(key);
    return written == null
        ? new Section(reading, self.child(key), null, block)
        : new Section(written, block);
  }
}
