package dev.sallyport.proxy;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** A path as it can be pasted into a POSIX shell. */
final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+@%:,-]+");

  private ShellWord() {}

  static String of(Path path) {
    String text = path.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
