package dev.sallyport.proxy.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a running program takes of the machine. */
final class Vitals {
  /** The last line of the histogram: instances and octets. */
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

  private static final int KIB = 1024;

  private final long pid;

  Vitals(Program program) {
    pid = program.pid();
  }

  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return open.count();
    }
  }

  /** Whether it still makes connections in memory, beside those of its first clients. */
  boolean warmsUp() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.anyMatch(thread -> named(thread, "warm-up"));
    }
  }

  private static boolean named(Path thread, String name) {
    try {
      return Files.readString(thread.resolve("comm")).strip().equals(name);
    } catch (IOException ended) {
      return false;
    }
  }

  /**
   * KiB of the heap that live objects take, all of them counted in one stop of the program. One
   * count in a hundred has the dead in it: where native code holds an array at that moment, the JVM
   * leaves out the collection that comes before ("GC locker is held"). So the least of three is
   * taken.
   */
  long heap() throws IOException, InterruptedException {
    return Math.min(counted(), Math.min(counted(), counted()));
  }

  private long counted() throws IOException, InterruptedException {
    String said = jcmd("GC.class_histogram");
    Matcher total = TOTAL.matcher(said);
    assertThat(total.find()).as("the total of a histogram").isTrue();
    return Long.parseLong(total.group(1)) / KIB;
  }

  /** KiB of memory that the process has, of every kind (VmRSS). */
  long resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    assertThat(jcmd.waitFor()).as(said).isZero();
    return said;
  }
}
