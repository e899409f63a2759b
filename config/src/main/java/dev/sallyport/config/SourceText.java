package dev.sallyport.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The lines of a configuration file, to look up what its parser does not say. There are none of
 * what is not a regular file, since a pipe cannot be read twice.
 */
record SourceText(List<String> lines) {

  static SourceText of(Path file) {
    if (!Files.isRegularFile(file)) {
      return new SourceText(List.of());
    }
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return new SourceText(text.lines().toList());
    } catch (IOException e) {
      return new SourceText(List.of());
    }
  }

  /** The line of the statement that includes {@code name} for the {@code count}th time, or 1. */
  int include(String name, int count) {
    return IntStream.rangeClosed(1, lines.size())
        .filter(number -> includes(line(number), name))
        .skip(count - 1L)
        .findFirst()
        .orElse(1);
  }

  private static boolean includes(String line, String name) {
    String code = line.stripLeading();
    int statement = code.indexOf("include");
    return statement >= 0
        && !code.startsWith("#")
        && !code.startsWith("//")
        && code.indexOf('"' + name + '"', statement) > 0;
  }

  /**
   * Whether a password may stand on, or just before, line {@code number}, for all that is known.
   */
  boolean mayHoldSecret(int number) {
    return lines.isEmpty()
        || IntStream.of(number - 1, number)
            .anyMatch(each -> line(each).toLowerCase(Locale.ROOT).contains("password"));
  }

  private String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }
}
