package dev.sallyport.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preparations that fail; {@code PrepareIT} has one that does not. */
class PreparationTest {
  private final Path directory;
  private final Path folder;

  PreparationTest(@TempDir Path directory) {
    this.directory = directory;
    this.folder = directory.resolve("java-x-1");
  }

  @Test
  void aRehearsalThatFailsIsToldAndLeavesNothing() throws Exception {
    Preparation preparation = new Preparation(launcher("echo no port is free; exit 1"), folder);
    assertThatThrownBy(preparation::run)
        .isInstanceOf(PreparationException.class)
        .hasMessage("the rehearsal failed; it said: no port is free");
    assertThat(files()).containsExactly("launcher");
  }

  @Test
  void whatIsThereStays() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("archive"), "of before");
    Preparation preparation = new Preparation(launcher("exit 1"), folder);
    assertThatThrownBy(preparation::run).isInstanceOf(PreparationException.class);
    assertThat(files()).containsExactly("java-x-1", "launcher");
    assertThat(folder.resolve("archive")).hasContent("of before");
  }

  @Test
  void aJavaThatWritesNothingIsNotPrepared() throws Exception {
    Preparation preparation = new Preparation(launcher("echo unknown option"), folder);
    assertThatThrownBy(preparation::run)
        .isInstanceOf(PreparationException.class)
        .hasMessageStartingWith("this Java has written no ")
        .hasMessageEndingWith("it said: unknown option");
    assertThat(files()).containsExactly("launcher");
  }

  private Path launcher(String body) throws IOException {
    Path launcher = directory.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
