package dev.sallyport.proxy.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.proxy.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A process that performs a script of this package's resources and talks with us by lines: one
 * process serves all cells, since starting one takes longer than a cell.
 */
final class Interpreter implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path errors;

  private Interpreter(Process process, Path errors) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    this.errors = errors;
  }

  /** Starts one. */
  static Interpreter start(Tool tool, String script, Path parent, List<String> arguments)
      throws IOException {
    Path home = Files.createTempDirectory(parent, "script");
    Path copy = home.resolve(script);
    try (InputStream in = Interpreter.class.getResourceAsStream(script)) {
      Files.copy(Objects.requireNonNull(in, script), copy);
    }
    Path errors = home.resolve("errors");
    List<String> all = new ArrayList<>(List.of(copy.toString()));
    all.addAll(arguments);
    return new Interpreter(tool.start(all, errors), errors);
  }

  /** Says a line of these words and waits for the line that is the answer. */
  String ask(List<String> words) throws IOException {
    process.getOutputStream().write((String.join(" ", words) + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    return hear();
  }

  /** Waits for a line. */
  String hear() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("the script has ended: " + Files.readString(errors));
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
