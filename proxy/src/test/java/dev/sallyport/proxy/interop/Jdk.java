package dev.sallyport.proxy.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of the machine: the one that runs us, and those where distributions put them. */
final class Jdk {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private Jdk() {}

  /** The launcher of a JDK of this version. */
  static Tool java(int feature) throws IOException {
    Path running = Path.of(System.getProperty("java.home"));
    Optional<Path> home =
        Runtime.version().feature() == feature ? Optional.of(running) : installed(feature);
    // None is asked for but the one that runs us: the project is built with any from 17 on.
    assumeTrue(home.isPresent(), "skipped: JDK " + feature + " is not installed");
    return Tool.at(home.map(path -> path.resolve("bin/java")), "JDK " + feature);
  }

  private static Optional<Path> installed(int feature) throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      List<Path> all = homes.sorted().toList();
      return all.stream().filter(home -> isOf(feature, home)).findFirst();
    }
  }

  private static Pattern version(int feature) {
    return Pattern.compile("^JAVA_VERSION=\"" + feature + "[.\"]", Pattern.MULTILINE);
  }

  /** Whether a whole JDK of this version is there: one that compiles what it is to run. */
  private static boolean isOf(int feature, Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isExecutable(home.resolve("bin/javac"))
          && Files.isReadable(release)
          && version(feature).matcher(Files.readString(release)).find();
    } catch (IOException unreadable) {
      return false;
    }
  }
}
