package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of the machine that a test talks to. Where it is missing the test is skipped, but fails
 * where the environment says that this is CI.
 */
public final class Tool {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path executable;

  private Tool(Path executable) {
    this.executable = executable;
  }

  /** What became of a run. */
  public record Result(int exitCode, String out, String err) {}

  /** Takes the output of a run while it comes. */
  interface Reader<T> {
    T read(InputStream out) throws IOException;
  }

  /** What became of a run whose output was read as it came. */
  record Reading<T>(int exitCode, T out, String err) {}

  /** The first program of this name on the path, or in a system administrator's. */
  public static Tool of(String name) {
    Stream<String> path = Stream.of(System.getenv("PATH").split(File.pathSeparator));
    Optional<Path> found =
        Stream.concat(path, Stream.of("/usr/sbin", "/sbin"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    return at(found, name);
  }

  /**
   * The program that was found elsewhere.
   *
   * @param found nothing where it is missing
   * @param name what it is called then
   */
  public static Tool at(Optional<Path> found, String name) {
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(name + " is not installed");
    }
    Assumptions.assumeTrue(found.isPresent(), name + " is not installed");
    return new Tool(found.get());
  }

  /** Runs it to its end. */
  public Result run(List<String> arguments) {
    return run("", arguments);
  }

  /** Runs it to its end; {@code input}, then the end of input, is what it is given to read. */
  public Result run(String input, List<String> arguments) {
    Reading<String> reading = read(input, arguments, out -> new String(out.readAllBytes(), UTF_8));
    return new Result(reading.exitCode, reading.out, reading.err);
  }

  /** Runs it to its end and reads what it puts out. */
  public <T> Reading<T> read(List<String> arguments, Reader<T> reader) {
    return read("", arguments, reader);
  }

  private <T> Reading<T> read(String input, List<String> arguments, Reader<T> reader) {
    try {
      Path errors = Files.createTempFile("tool-", ".err");
      try {
        Process process = start(arguments, errors);
        try (OutputStream in = process.getOutputStream()) {
          in.write(input.getBytes(UTF_8));
        }
        T out = reader.read(process.getInputStream());
        return new Reading<>(exitCode(process), out, Files.readString(errors));
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it; what it complains of goes to a file. */
  public Process start(List<String> arguments, Path errors) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  /** Starts it; whatever it says goes to a file. */
  public Process serve(List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private int exitCode(Process process) {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(executable + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }
}
