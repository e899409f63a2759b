package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
  private static final long USUAL_OF_KERNEL = Duration.ofNanos(200_000).toNanos();

  /** Of these the contract says no more than that they are not earlier than the packet. */
  private static final List<String> NOT_EARLIER = List.of("tcp.fin_acked");

  /** How late a thread may be woken on a machine that can be asked for such times. */
  private static final long PUNCTUAL = Duration.ofNanos(300_000).toNanos();

  private WireRun run;

  /** Skips all where it cannot be played. */
  abstract void assumePossible(Path directory) throws IOException;

  /** What the proxies are told beside what the scenarios need. */
  abstract String settings();

  @BeforeAll
  void play(@TempDir Path directory) throws Exception {
    assumePossible(directory);
    List<Scenario> scenarios = new ArrayList<>();
    Cell.all().stream()
        .filter(cell -> cell.senseless() == null)
        .forEach(cell -> scenarios.add(cell.scenario()));
    scenarios.addAll(Mishaps.all());
    run = WireRun.of(directory, settings(), scenarios);
    LOG.info(
        "{}: threads wait {} us\n{}",
        getClass().getSimpleName(),
        run.yardstick() / 1000,
        run.stamps().table());
  }

  @TestFactory
  Stream<DynamicTest> ends() {
    return run.results().entrySet().stream()
        .map(entry -> dynamicTest(entry.getKey(), () -> agrees(entry.getValue())));
  }

  private static void agrees(WireRun.Result result) {
    assertThat(result.failure()).as(result.evidence()).isNull();
    assertThat(result.disagreements()).as(result.evidence()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> times() {
    return run.stamps().kinds().stream()
        .map(kind -> dynamicTest("times of " + kind, () -> isNear(kind)));
  }

  private void isNear(String kind) {
    assumeTrue(
        run.yardstick() < PUNCTUAL,
        () -> "the machine is too busy: threads wait %d us".formatted(run.yardstick() / 1000));
    boolean kernel = kind.endsWith(SideComparison.KERNEL);
    if (!NOT_EARLIER.contains(kind)) {
      assertThat(run.stamps().percentile(kind, 100)).as(run.stamps().table()).isLessThan(FURTHEST);
      assertThat(run.stamps().percentile(kind, 95))
          .as(run.stamps().table())
          .isLessThan(kernel ? USUAL_OF_KERNEL : USUAL);
    }
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
    assertThat(run.results().keySet())
        .containsAll(
            Cell.all().stream().filter(c -> c.senseless() == null).map(Cell::title).toList());
  }
}
