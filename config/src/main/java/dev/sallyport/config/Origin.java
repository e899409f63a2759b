package dev.sallyport.config;

import com.typesafe.config.ConfigUtil;

/**
 * The place a setting was written at.
 *
 * @param source {@code file:line}, or {@code command line}
 * @param key the full key there, or the flag
 */
public record Origin(String source, String key) {

  /** A problem of the setting that was written here. */
  public Problem problem(String what) {
    return new Problem(source, key, what);
  }

  /** The place of {@code name} within this, if it has none of its own. */
  Origin child(String name) {
    String quoted = ConfigUtil.joinPath(name);
    return new Origin(source, key.isEmpty() ? quoted : key + "." + quoted);
  }

  /** The place of an element of this list, if it has none of its own. */
  Origin element(int index) {
    return new Origin(source, key + "[" + index + "]");
  }

  /** {@code file:line: key}. */
  @Override
  public String toString() {
    return source + ": " + key;
  }
}
