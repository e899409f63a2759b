package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.FlowRecord.Ending;
import dev.sallyport.proxy.record.RandomRecords;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What many flows have in common. */
class StatisticsTest {
  private static final LadderStyle PLAIN = new LadderStyle(100, false, true);

  @Test
  void flowsAreCountedAndMeasured() throws IOException {
    Statistics statistics = new Statistics();
    for (String name : LadderTest.flows().toList()) {
      statistics.add(LadderTest.flow(name));
    }

    LadderTest.check(statistics.draw(PLAIN), "statistics.txt");
    assertThat(statistics.draw(new LadderStyle(100, false, false))).matches("[ -~\n]+");
  }

  /** Of 1, 2 … 1000 ms the median is 500 ms, to three digits. */
  @Test
  void percentilesAreThoseOfTheDurations() throws IOException {
    Statistics statistics = new Statistics();
    for (int i = 1; i <= 1_000; i++) {
      statistics.add(lasting(i * 1_000L));
    }

    assertThat(statistics.draw(PLAIN).lines())
        .anyMatch(
            line -> line.matches("accept to end +1,000 +500\\sms +900\\sms +990\\sms +1\\.00\\ss"));
  }

  @Test
  void aPhaseCountsOnlyTheFlowsThatHadIt() throws IOException {
    Statistics statistics = new Statistics();
    statistics.add(LadderTest.flow("https"));
    statistics.add(LadderTest.flow("refused"));

    assertThat(statistics.draw(PLAIN).lines())
        .anyMatch(line -> line.matches("accept to end +2 .*"))
        .anyMatch(line -> line.matches("  dial +1 .*"))
        .noneMatch(line -> line.contains("accept queue"));
  }

  @Test
  void anyRecordsCanBeCounted() {
    RandomRecords records = new RandomRecords(11);
    Statistics statistics = new Statistics();
    for (int i = 0; i < 500; i++) {
      statistics.add(records.next());
    }

    assertThat(statistics.draw(PLAIN)).startsWith("500 flows").endsWith("\n");
  }

  private static FlowRecord lasting(long micros) throws IOException {
    FlowRecord flow = LadderTest.flow("refused");
    Ending ending = flow.ending();
    return new FlowRecord(
        flow.heading(),
        new Ending(ending.outcome(), ending.error(), micros, ending.timingSource(), ending.close()),
        flow.downstream(),
        flow.upstream(),
        flow.timeline());
  }
}
