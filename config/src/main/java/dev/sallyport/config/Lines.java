package dev.sallyport.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of a file.
 *
 * @param file as the parser named it
 * @param last not before {@code first}
 */
record Lines(String file, int first, int last) {

  private static final String MERGED = "merge of ";
  private static final Pattern LINES = Pattern.compile("(.+): (\\d{1,9})(?:-(\\d{1,9}))?");

  /** Where {@code value} comes from, the newest first; what is not from files is left out. */
  static List<Lines> of(@Nullable ConfigValue value) {
    return value == null ? List.of() : of(value.origin());
  }

  /**
   * Reads a description like {@code merge of a.conf: 3,b.conf: 5-7,env variables}: of values made
   * out of several, the parser's origins say more only there.
   */
  static List<Lines> of(ConfigOrigin origin) {
    String text = origin.description();
    Stream<String> parts =
        text.startsWith(MERGED)
            ? Stream.of(text.substring(MERGED.length()).split(",", -1))
            : Stream.of(text);
    return parts.map(Lines::parse).flatMap(Optional::stream).toList();
  }

  private static Optional<Lines> parse(String text) {
    Matcher matcher = LINES.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(2));
    String last = matcher.group(3);
    return Optional.of(
        new Lines(matcher.group(1), first, last == null ? first : Integer.parseInt(last)));
  }

  boolean contain(Lines other) {
    return file.equals(other.file) && first <= other.first && other.last <= last;
  }
}
