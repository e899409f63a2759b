package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flows end in every way while their ports are captured, and every record says what the packets
 * say; all is played once, each cell of the matrix is a test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecordsMatchPackets {

  private static final Logger LOG = LoggerFactory.getLogger(RecordsMatchPackets.class);
  private static final long FURTHEST = Duration.ofMillis(20).toNanos();
  private static final long USUAL = Duration.ofMillis(1).toNanos();

  /** A key is agreed on and certificates are verified before the next message of a packet. */
  private static final long COMPUTING = Duration.ofMillis(2).toNanos();

  private static final long USUAL_OF_KERNEL = Duration.ofNanos(200_000).toNanos();

  /** Of these the contract says no more than that they are not earlier than the packet. */
  private static final List<String> NOT_EARLIER = List.of("tcp.fin_acked");

  /** Of fewer stamps than these a single one is more than 5 in 100: then half of them count. */
  private static final int FEW = 20;

  private @Nullable WireRun run;
  private @Nullable String hindrance;

  /** Why it cannot be played here, or null where it can. */
  abstract @Nullable String hindrance(Path directory) throws IOException;

  /** What the proxies are told beside what the scenarios need. */
  abstract String settings();

  @BeforeAll
  void play(@TempDir Path directory) throws Exception {
    hindrance = hindrance(directory);
    if (hindrance != null) {
      return;
    }
    List<Scenario> scenarios = new ArrayList<>();
    Cell.all().stream()
        .filter(cell -> cell.senseless() == null)
        .forEach(cell -> scenarios.add(cell.scenario()));
    scenarios.addAll(Mishaps.all());
    run = WireRun.of(directory, settings(), scenarios);
    Stamps stamps = run.stamps();
    LOG.info(
        "{}: event loops wait up to {} us\n{}",
        getClass().getSimpleName(),
        run.turns() / 1000,
        stamps.table());
  }

  /** What was played, or the test is skipped, and says why. */
  private WireRun run() {
    assumeTrue(run != null, hindrance);
    return Objects.requireNonNull(run);
  }

  /** A suite that was not played is one skipped test. */
  private Stream<DynamicTest> orSkipped(Function<WireRun, Stream<DynamicTest>> tests) {
    return run == null ? Stream.of(dynamicTest("all", this::run)) : tests.apply(run);
  }

  @TestFactory
  Stream<DynamicTest> ends() {
    return orSkipped(
        played ->
            played.results().entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> agrees(entry.getValue()))));
  }

  private static void agrees(WireRun.Result result) {
    assertThat(result.failure()).as(result.evidence()).isNull();
    assertThat(result.disagreements()).as(result.evidence()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> times() {
    return orSkipped(
        played ->
            played.stamps().kinds().stream()
                .map(kind -> dynamicTest("times of " + kind, () -> isNear(played, kind))));
  }

  private static void isNear(WireRun played, String kind) {
    if (NOT_EARLIER.contains(kind)) {
      return; // Whether it is earlier is asked of each flow.
    }
    Stamps stamps = played.stamps();
    boolean kernels = kind.endsWith(SideComparison.KERNEL);
    long computing = kind.equals(SideComparison.BEHIND_OTHERS) ? COMPUTING : 0;
    // The kernel waits for nobody.
    long usual = kernels ? USUAL_OF_KERNEL : USUAL + computing + played.turns();
    long furthest = kernels ? FURTHEST : FURTHEST + played.turns() + 2 * played.worst();
    int most = stamps.count(kind) < FEW ? 50 : 95;
    assertThat(stamps.percentile(kind, most)).as(stamps.table()).isLessThan(usual);
    assertThat(stamps.percentile(kind, 100)).as(stamps.table()).isLessThan(furthest);
  }

  @Test
  void onlyCellsWithoutSenseAreLeftOut() {
    assertThat(Cell.all())
        .filteredOn(cell -> cell.senseless() != null)
        .allMatch(
            cell ->
                (cell.close() == Close.CLOSE_NOTIFY_AND_FIN && !cell.layer().isTls())
                    || (cell.close() == Close.CROSSING && !cell.inFlight()))
        .hasSize(4 + 6);
    assertThat(run().results().keySet())
        .containsAll(
            Cell.all().stream().filter(c -> c.senseless() == null).map(Cell::title).toList());
  }
}
