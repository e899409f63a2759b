package dev.sallyport.config;

/**
 * One thing that is wrong with the configuration, as told to the person who wrote it: one line.
 *
 * @param source where it stands: {@code file:line}, or {@code command line}; the file alone, when
 *     it cannot be read
 * @param key the full key, e.g. {@code sallyport.listeners.web.bind}, or the flag, e.g. {@code
 *     --listen}; empty for a file as a whole
 * @param what what is wrong with it; never holds a secret
 */
public record Problem(String source, String key, String what) {

  public Problem {
    source = oneLine(source);
    key = oneLine(key);
    what = oneLine(what);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** {@code file:line: key: what}. */
  @Override
  public String toString() {
    return source + ": " + (key.isEmpty() ? "" : key + ": ") + what;
  }
}
