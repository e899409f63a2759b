package dev.sallyport.bench;

/**
 * One line of the results.
 *
 * @param name the case
 * @param system who was measured
 * @param round which time it was
 * @param value the figure, in the unit of the case
 */
record Measurement(String name, String system, int round, double value) {

  /** Reads a line: these four, with tabs between, and what more there is. */
  static Measurement parse(String line) {
    String[] fields = line.split("\t", -1);
    return new Measurement(
        fields[0], fields[1], Integer.parseInt(fields[2]), Double.parseDouble(fields[3]));
  }
}
