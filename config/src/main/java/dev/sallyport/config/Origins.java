package dev.sallyport.config;

import java.util.Map;

/**
 * Where one configuration record and each of its settings were written, so that what turns out
 * wrong only later (a certificate, a port in use) is still reported as {@code file:line: key:
 * what}.
 *
 * @param self where the record itself stands
 * @param keys where its settings stand, by their key within the record; defaults are not among them
 */
public record Origins(Origin self, Map<String, Origin> keys) {

  public Origins {
    keys = Map.copyOf(keys);
  }

  /** Origins of a record which was made by a program and not written by a person. */
  public static Origins of(String source, String key) {
    return new Origins(new Origin(source, key), Map.of());
  }

  /**
   * Where {@code key} of this record was written; for a default, where the record was. The empty
   * key is the record itself.
   */
  public Origin of(String key) {
    Origin written = keys.get(key);
    if (written != null || key.isEmpty()) {
      return written != null ? written : self;
    }
    return self.child(key);
  }

  /** A problem of this record's {@code key}. */
  public Problem problem(String key, String what) {
    return of(key).problem(what);
  }
}
