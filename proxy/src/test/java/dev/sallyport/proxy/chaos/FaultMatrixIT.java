package dev.sallyport.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to either connection in whatever stage: there is one record, it says what was
 * done, and nothing is left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixIT {

  /** Most of them wait. */
  private static final int AT_ONCE = 8;

  private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
  private final ExecutorService allAtOnce = Executors.newCachedThreadPool();

  @Test
  void theMatrixNamesEveryCell() throws IOException {
    Matrix matrix = Matrix.read();
    Set<Cell> named = new HashSet<>(matrix.cells().keySet());
    named.addAll(matrix.leftOut().keySet());
    assertThat(named).isEqualTo(Matrix.all());
    assertThat(matrix.leftOut().values()).noneMatch(String::isBlank);
  }

  @TestFactory
  List<DynamicTest> eachFaultIsTold(@TempDir Path directory) throws Exception {
    Endpoints endpoints = Endpoints.in(directory);
    new ServerSocket(0).close(); // with its first socket the JDK opens one that it keeps
    long before = descriptors();
    Map<Cell, Expected> cells = Matrix.read().cells();
    Map<Limits, List<Experiment>> groups = new EnumMap<>(Limits.class);
    for (Cell cell : cells.keySet()) {
      Limits limits = Limits.of(cell);
      List<Experiment> group = groups.computeIfAbsent(limits, none -> new ArrayList<>());
      group.add(new Experiment(cell, "cell" + group.size(), endpoints));
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<Limits, List<Experiment>> group : groups.entrySet()) {
      tests.addAll(tests(directory, group.getKey(), group.getValue(), cells));
    }
    tests.add(DynamicTest.dynamicTest("nothing is left open", () -> awaitFreed(before)));
    return tests;
  }

  private List<DynamicTest> tests(
      Path directory, Limits limits, List<Experiment> group, Map<Cell, Expected> cells)
      throws IOException {
    SharedProxy proxy = new SharedProxy(directory, limits, group);
    List<DynamicTest> tests = new ArrayList<>();
    List<Future<?>> made = new ArrayList<>();
    for (Experiment experiment : group) {
      Cell cell = experiment.cell();
      Expected expected = Objects.requireNonNull(cells.get(cell));
      Future<?> one =
          (limits.isDrained() ? allAtOnce : pool)
              .submit(
                  () -> {
                    experiment.run(proxy, expected);
                    return null;
                  });
      made.add(one);
      tests.add(DynamicTest.dynamicTest(cell.toString(), () -> result(one)));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "one record each, under limits " + limits, () -> checkRecords(made, proxy)));
    return tests;
  }

  private static void checkRecords(List<Future<?>> made, SharedProxy proxy) {
    try (proxy) {
      await().until(() -> made.stream().allMatch(Future::isDone));
      proxy.checkRecords();
    }
  }

  private static void result(Future<?> made) throws Throwable {
    try {
      made.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static void awaitFreed(long before) {
    await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
  }

  /** How many sockets, and what polls them, this process has open. */
  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(FaultMatrixIT::isSocketOrPoll).count();
    }
  }

  private static boolean isSocketOrPoll(Path descriptor) {
    try {
      String what = Files.readSymbolicLink(descriptor).toString();
      return what.startsWith("socket:") || what.startsWith("anon_inode:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @AfterAll
  void end() {
    allAtOnce.shutdownNow();
    pool.shutdownNow();
  }
}
