package dev.sallyport.config;

import java.util.regex.Pattern;

/** The names that listeners and backends may be given. */
final class Names {

  static final String WANTED = "not a name (letters, digits, - and _)";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private Names() {}

  static boolean valid(String name) {
    return NAME.matcher(name).matches();
  }
}
