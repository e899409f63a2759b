package dev.sallyport.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One value of a configuration, which can be read as what it ought to be. Each way of reading
 * throws {@link IllegalArgumentException} that says what is wrong with the value.
 */
final class Setting {

  private static final Set<ConfigValueType> SCALARS =
      Set.of(ConfigValueType.STRING, ConfigValueType.NUMBER, ConfigValueType.BOOLEAN);

  private final Reading reading;
  private final Origin origin;
  private final Node node;

  Setting(Reading reading, Origin origin, Node node) {
    this.reading = reading;
    this.origin = origin;
    this.node = node;
  }

  Reading reading() {
    return reading;
  }

  Origin origin() {
    return origin;
  }

  Node node() {
    return node;
  }

  /** Whether this is a single value. */
  boolean isText() {
    return SCALARS.contains(node.value().valueType());
  }

  /** A text; numbers and truth values are texts too, as HOCON wants it. */
  String text() {
    return scalar("a text");
  }

  private String scalar(String wanted) {
    if (!isText()) {
      throw wrongType(wanted);
    }
    return node.value().atKey("it").getString("it");
  }

  /** {@code on}, {@code off}, {@code true} or {@code false}. */
  boolean bool() {
    String text = scalar("on or off");
    return switch (text) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw new IllegalArgumentException("neither on nor off: " + quote(text));
    };
  }

  /** A whole number that fits an int. */
  int integer() {
    String text = scalar("a whole number");
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException("not a whole number: " + quote(text));
    }
    long number = Long.parseLong(text);
    if (number != (int) number) {
      throw new IllegalArgumentException("out of range: " + text);
    }
    return (int) number;
  }

  /**
   * A HOCON duration with its unit, which 0 alone does without: HOCON takes a bare number for
   * milliseconds, where seconds are mostly meant.
   */
  Duration duration() {
    Duration duration = unit(Config::getDuration, "a duration", "500ms, 10s, 5m");
    String text = text().strip();
    if (!duration.isZero() && Character.isDigit(text.charAt(text.length() - 1))) {
      throw new IllegalArgumentException(
          "no unit: %1$s (did you mean \"%1$ss\" or \"%1$sms\"?)".formatted(text));
    }
    return duration;
  }

  /** A HOCON size in bytes. */
  int bytes() {
    long bytes = unit(Config::getBytes, "a size in bytes", "65536, 64k, 1 MiB");
    if (bytes != (int) bytes) {
      throw new IllegalArgumentException("out of range: " + text());
    }
    return (int) bytes;
  }

  private <T> T unit(BiFunction<Config, String, T> parser, String what, String examples) {
    String text = scalar(what);
    try {
      return parser.apply(node.value().atKey("it"), "it");
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "not " + what + ": " + quote(text) + " (as in " + examples + ")", e);
    }
  }

  /** One of the constants of an enum, by what they are called in a configuration. */
  <E extends Enum<E>> E choice(Class<E> type) {
    String text = text();
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw noneOf(Stream.of(type.getEnumConstants()).map(E::toString).toArray(String[]::new));
  }

  /** Says that this text is none of the {@code known}. */
  IllegalArgumentException noneOf(String... known) {
    return new IllegalArgumentException(
        "not one of " + String.join(", ", known) + ": " + quote(text()));
  }

  /** A path, relative to the file that names it. */
  Path path() {
    String text = text();
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty path");
    }
    return reading.locator().directory(node).resolve(text);
  }

  /** The path of a file that can be read now. */
  Path readableFile() {
    return ReadableFile.require(path());
  }

  /** A list of which each element is read by itself; those with problems are told and left out. */
  <T> List<T> list(Reader<T> reader) {
    List<T> read = new ArrayList<>();
    for (Setting element : elements()) {
      T value = element.attempt(reader);
      if (value != null) {
        read.add(value);
      }
    }
    return read;
  }

  /** The elements of a list. */
  List<Setting> elements() {
    if (node.value().valueType() != ConfigValueType.LIST) {
      throw wrongType("a list");
    }
    return children();
  }

  /** The elements of a list, or the values of a block that are not null; else none. */
  List<Setting> children() {
    List<Setting> children = new ArrayList<>();
    for (Node element : node.elements()) {
      children.add(located(origin.element(children.size()), element));
    }
    for (String key : keys()) {
      Setting child = child(key);
      if (child != null) {
        children.add(child);
      }
    }
    return children;
  }

  /** The keys of a block, sorted; else none. */
  Set<String> keys() {
    return node.keys();
  }

  /** The value of {@code key} in a block, or null. */
  @Nullable Setting child(String key) {
    Node child = node.child(key);
    return child == null ? null : located(origin.child(key), child);
  }

  /** {@code child} where it was written; where this was, if that is not known. */
  private Setting located(Origin below, Node child) {
    Origin own = reading.locator().locate(below.key(), child);
    return new Setting(reading, own != null ? own : below, child);
  }

  /** A block {@code { … }}. */
  Setting block() {
    if (node.value().valueType() != ConfigValueType.OBJECT) {
      throw wrongType("a block { … }");
    }
    return this;
  }

  /** Whether it is already told what is wrong with this, as of what cannot be substituted. */
  boolean told() {
    return reading.problems().at(origin.key());
  }

  /** What {@code reader} makes of this; or null, and its problem is told. */
  <T> @Nullable T attempt(Reader<T> reader) {
    if (told()) {
      return null;
    }
    try {
      return reader.read(this);
    } catch (IllegalArgumentException e) {
      reading.problems().add(origin.problem(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private IllegalArgumentException wrongType(String wanted) {
    String is =
        switch (node.value().valueType()) {
          case OBJECT -> "a block";
          case LIST -> "a list";
          case NULL -> "null";
          default -> "a single value";
        };
    return new IllegalArgumentException("wrong type: needs " + wanted + ", is " + is);
  }

  private static String quote(String text) {
    return '"' + text + '"';
  }
}
