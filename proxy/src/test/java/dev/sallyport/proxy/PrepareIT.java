package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Java is prepared, for a copy of the packaged program. */
@Timeout(120)
class PrepareIT {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("sallyport.distribution"));

  private final Path home;

  PrepareIT(@TempDir Path directory) {
    home = directory.resolve("sallyport");
  }

  private record Result(int exitCode, List<String> output) {}

  @BeforeEach
  void copyWhatIsNotPrepared() throws IOException {
    try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
      for (Path file : files.filter(f -> !f.toString().contains("/lib/java-")).toList()) {
        Files.copy(file, home.resolve(DISTRIBUTION.relativize(file).toString()));
      }
    }
  }

  @Test
  void classesComeFromTheArchiveAfterwards() throws Exception {
    assertThat(fromTheArchive()).isFalse();
    Result first = sallyport("", "prepare");
    assertThat(first.exitCode()).as("%s", first.output()).isZero();
    assertThat(fromTheArchive()).isTrue();
    Result again = sallyport("", "prepare");
    assertThat(again).as("prepared once more").isEqualTo(first);
    assertThat(fromTheArchive()).isTrue();
    assertThat(sallyport("", "version").output()).isEqualTo(List.of(new Version().getVersion()));
  }

  private boolean fromTheArchive() throws Exception {
    return sallyport("-Xlog:class+load", "version").output().stream()
        .anyMatch(line -> line.contains("dev.sallyport.proxy.Main source: shared objects file"));
  }

  private Result sallyport(String options, String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(home.resolve("bin/sallyport").toString()), Stream.of(arguments))
                .toList());
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SALLYPORT_OPTS", options);
    Process process = builder.redirectErrorStream(true).start();
    List<String> output = process.inputReader(UTF_8).lines().toList();
    return new Result(process.waitFor(), output);
  }
}
