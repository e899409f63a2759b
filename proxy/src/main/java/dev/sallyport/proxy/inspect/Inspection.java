package dev.sallyport.proxy.inspect;

import java.util.List;

/**
 * The outcome of an inspection.
 *
 * @param lines the text for a person, safe for terminals
 * @param sound whether nothing is wrong with what was looked at
 */
public record Inspection(List<String> lines, boolean sound) {
  public Inspection {
    lines = List.copyOf(lines);
  }
}
