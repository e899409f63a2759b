package dev.sallyport.bench;

/**
 * What is measured: how it is called, what its figures mean.
 *
 * @param name as in the results
 * @param title for readers
 * @param unit of its figures
 * @param moreIsBetter or less
 */
record Case(String name, String title, String unit, boolean moreIsBetter) {

  /** Reads a line: its name, unit, {@code more} or {@code less}, and title, with tabs between. */
  static Case parse(String line) {
    String[] fields = line.split("\t", -1);
    return new Case(fields[0], fields[3], fields[1], fields[2].equals("more"));
  }
}
