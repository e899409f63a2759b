package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Knows where values were written. */
interface Locator {

  /** Where the value of the full {@code key} was written, or null when {@code node} cannot tell. */
  @Nullable Origin locate(String key, Node node);

  /** The directory that a relative path in {@code node} is relative to. */
  Path directory(Node node);
}
