package dev.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Lets threads run before all others of the machine, for tests that measure when they do something
 * and not what else the machine does. Where that is not permitted, nothing changes.
 */
public final class Precedence {

  private Precedence() {}

  /**
   * Gives it to threads of a process, and to none that these begin later.
   *
   * @param threads by the names that the kernel has of them
   * @return whether each of them, and at least one, has it
   */
  public static boolean give(long pid, Predicate<String> threads) throws IOException {
    List<Path> all;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      all = tasks.filter(task -> threads.test(name(task))).toList();
    }
    return !all.isEmpty() && all.stream().allMatch(Precedence::raise);
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  private static boolean raise(Path thread) {
    List<String> arguments =
        List.of("--reset-on-fork", "--fifo", "--pid", "1", thread.getFileName().toString());
    return Tool.of("chrt").run(arguments).exitCode() == 0;
  }
}
