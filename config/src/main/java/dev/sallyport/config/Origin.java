package dev.sallyport.config;

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

  /** {@code file:line: key}. */
  @Override
  public String toString() {
    return source + ": " + key;
  }
}
