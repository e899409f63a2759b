package dev.sallyport.config;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code connection-log}: where the record of every flow goes, and how much of it.
 *
 * @param file appended to, or null: standard output
 */
public record ConnectionLogConfig(@Nullable Path file, Detail detail, Origins origins) {

  /** How much of a record is written. */
  public enum Detail {
    /** Everything but the timeline. */
    SUMMARY,
    /** Everything. */
    FULL;

    /** As it is written in a configuration. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
