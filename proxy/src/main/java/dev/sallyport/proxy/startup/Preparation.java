package dev.sallyport.proxy.startup;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prepares the Java that runs this. A folder of its own gets the copies of signed jars and, made by
 * a rehearsal, the archive of what a JVM loads until a first flow has ended (JEP 310; from Java 25
 * on JEP 483 and 515, which add how code was used).
 *
 * @param launcher starts the program with this Java in this environment
 * @param folder where the launcher looks for what has been prepared for this Java
 */
public record Preparation(Path launcher, Path folder) {
  private static final int AHEAD_OF_TIME = 25;
  private static final int LAST = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The file in the folder that the launcher names to the JVM. */
  private static final String ARCHIVE = "archive";

  /**
   * Makes the copies, unless they are there, and the archive anew; what is there is replaced when
   * all has gone well.
   *
   * @throws IOException if the folder cannot be written
   * @throws PreparationException if the rehearsal fails, or this Java writes no archive
   */
  public void run() throws IOException, PreparationException, InterruptedException {
    boolean isNew = !Files.exists(folder);
    boolean done = false;
    Path work = Files.createTempDirectory(folder.getParent(), "prepare-");
    try {
      if (isNew) {
        Path copies = Files.createDirectory(work.resolve("copies"));
        copySignedJars(copies);
        Files.move(copies, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      Path made =
          Runtime.version().feature() >= AHEAD_OF_TIME ? aheadOfTime(work) : classesAlone(work);
      Files.move(made, folder.resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } finally {
      delete(work);
      if (isNew && !done) {
        delete(folder);
      }
    }
  }

  /** Oracle's own builds take ciphers of a provider from a signed jar alone; others do not ask. */
  private static boolean needsSignatures() {
    return System.getProperty("java.runtime.name", "").startsWith("Java(TM)");
  }

  private static void copySignedJars(Path to) throws IOException {
    if (needsSignatures()) {
      return;
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      // Where there are no jars for this machine, the launcher's asterisk is left.
      if (Files.isRegularFile(jar) && UnsignedJar.isSigned(jar)) {
        UnsignedJar.copy(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  private Path aheadOfTime(Path work)
      throws IOException, PreparationException, InterruptedException {
    Path archive = work.resolve(ARCHIVE);
    launch(work, "-XX:AOTCacheOutput=" + archive, "demo", "--once");
    return written(archive, work);
  }

  /** The classes of lambdas are left out: to write them crashes some builds of Java 17. */
  private Path classesAlone(Path work)
      throws IOException, PreparationException, InterruptedException {
    Path loaded = work.resolve("loaded");
    Path list = work.resolve("list");
    Path archive = work.resolve(ARCHIVE);
    launch(work, "-XX:DumpLoadedClassList=" + loaded, "demo", "--once");
    try (Stream<String> lines = Files.lines(written(loaded, work))) {
      Files.write(list, lines.filter(line -> !line.startsWith("@lambda")).toList());
    }
    launch(
        work,
        "-Xshare:dump -XX:SharedClassListFile=" + list + " -XX:SharedArchiveFile=" + archive,
        "version");
    return written(archive, work);
  }

  private void launch(Path work, String options, String... arguments)
      throws IOException, PreparationException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(work).toFile());
    Map<String, String> environment = builder.environment();
    environment.put("XDG_DATA_HOME", work.toString());
    environment.merge("SALLYPORT_OPTS", options, (given, added) -> given + " " + added);
    Process process = builder.start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      throw new PreparationException("the rehearsal failed; it said: " + lastWords(work));
    }
  }

  private static Path log(Path work) {
    return work.resolve("log");
  }

  private static Path written(Path file, Path work) throws IOException, PreparationException {
    if (Files.exists(file) && Files.size(file) > 0) {
      return file;
    }
    throw new PreparationException(
        "this Java has written no %s; it said: %s".formatted(file.getFileName(), lastWords(work)));
  }

  private static String lastWords(Path work) throws IOException {
    List<String> said = Files.readAllLines(log(work));
    return String.join(
        System.lineSeparator(), said.subList(Math.max(0, said.size() - LAST), said.size()));
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      files.sorted(Comparator.reverseOrder()).forEach(Preparation::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
