package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The {@code openssl} command, run in a directory; tests that need it are skipped without it. */
final class OpenSsl {
  private final Path directory;

  OpenSsl(Path directory) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "openssl")));
    assumeTrue(found, "openssl is not installed");
    this.directory = directory;
  }

  /** Runs it with arguments that are separated by blanks, expects success, returns its output. */
  String run(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("openssl %s%n%s", arguments, output).isZero();
    return output;
  }

  Path file(String name) {
    return directory.resolve(name);
  }
}
