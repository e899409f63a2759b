package dev.sallyport.proxy.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.proxy.chaos.Cell.Fault;
import dev.sallyport.proxy.chaos.Cell.Stage;
import dev.sallyport.proxy.chaos.Cell.Wire;
import dev.sallyport.proxy.lifecycle.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All cells there can be: what is expected of each, or why it is left out; read from {@code
 * fault-matrix.txt}, which has to name every one of them once.
 */
final class Matrix {

  private static final int COLUMNS = 7;

  private final Map<Cell, Expected> cells = new LinkedHashMap<>();
  private final Map<Cell, String> leftOut = new LinkedHashMap<>();

  private Matrix() {}

  static Matrix read() throws IOException {
    Matrix matrix = new Matrix();
    InputStream text = Objects.requireNonNull(Matrix.class.getResourceAsStream("fault-matrix.txt"));
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(text, UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("wire"))
          .forEach(matrix::line);
    }
    return matrix;
  }

  /** What is to be tried, in the order of the matrix. */
  Map<Cell, Expected> cells() {
    return cells;
  }

  /** What is not, with the reason. */
  Map<Cell, String> leftOut() {
    return leftOut;
  }

  /** Every combination. */
  static Set<Cell> all() {
    return cells("any", "any", "any", "any");
  }

  private void line(String line) {
    List<String> columns = new ArrayList<>();
    for (String column : line.split("\\|", COLUMNS)) {
      columns.add(column.strip());
    }
    String outcome = columns.get(4);
    for (Cell cell : cells(columns.get(0), columns.get(1), columns.get(2), columns.get(3))) {
      if (cells.containsKey(cell) || leftOut.containsKey(cell)) {
        throw new IllegalStateException(cell + " stands twice in the matrix");
      }
      if (outcome.startsWith("- ")) {
        leftOut.put(cell, outcome.substring(2).strip());
      } else {
        cells.put(cell, Expected.of(cell, outcome, columns.get(5), columns.get(6)));
      }
    }
  }

  private static Set<Cell> cells(String wires, String stages, String sides, String faults) {
    Set<Cell> cells = new LinkedHashSet<>();
    for (Wire wire : named(wires, Wire.values())) {
      for (Stage stage : named(stages, Stage.values())) {
        for (Side side : named(sides, Side.values())) {
          for (Fault fault : named(faults, Fault.values())) {
            cells.add(new Cell(wire, stage, side, fault));
          }
        }
      }
    }
    return cells;
  }

  private static <T extends Enum<T>> List<T> named(String names, T[] values) {
    if (names.equals("any")) {
      return List.of(values);
    }
    List<T> found = new ArrayList<>();
    for (String name : names.split(", ", -1)) {
      for (T value : values) {
        if (value.toString().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
          found.add(value);
        }
      }
    }
    if (found.size() != names.split(", ", -1).length) {
      throw new IllegalStateException("the matrix has a word too many in: " + names);
    }
    return found;
  }
}
