package dev.sallyport.config;

import java.util.regex.Pattern;

/** The syntax of host names (RFC 1123 section 2.1) and of patterns for them. */
public final class HostNames {

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern ALL_DIGITS = Pattern.compile("[0-9]+");
  private static final int LONGEST = 253;

  private HostNames() {}

  /** Whether {@code name} can be looked up; a last label of digits alone belongs to an address. */
  static boolean isHostName(String name) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return false;
    }
    String last = "";
    for (String label : name.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
      last = label;
    }
    return !ALL_DIGITS.matcher(last).matches();
  }

  /** Whether {@code pattern} is a host name, or {@code *.} and a host name. */
  public static boolean isPattern(String pattern) {
    return isHostName(pattern.startsWith("*.") ? pattern.substring(2) : pattern);
  }

  /** Whether {@code pattern} is for {@code name}, both in lower case; a wildcard is one label. */
  public static boolean matches(String pattern, String name) {
    if (!pattern.startsWith("*.")) {
      return pattern.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && name.substring(dot).equals(pattern.substring(1));
  }
}
