package dev.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a table, which it prints and keeps, and a picture of what was measured. */
public final class Report {
  private Report() {}

  /**
   * Reports.
   *
   * @param arguments the directory of the results, and what the picture says of the run
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Figures figures = Figures.read(directory);
    String table = new Table(figures).draw();
    Files.writeString(directory.resolve("table.txt"), table);
    Files.writeString(directory.resolve("bars.svg"), new Picture(figures, arguments[1]).draw());
    System.out.print(table);
  }
}
