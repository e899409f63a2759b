package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowRecord.Ending;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a record makes sure of. */
class FlowRecordTest {
  @Test
  void keepsAsManyEntriesAsAreAllowed() throws IOException {
    assertThat(withEntries(entries(200)).timeline()).isEqualTo(entries(200));
  }

  @Test
  void cutsALongerTimelineAndSaysHowMuch() throws IOException {
    List<TimelineEntry> timeline = withEntries(entries(250)).timeline();

    assertThat(timeline.subList(0, 200)).isEqualTo(entries(200));
    assertThat(timeline.subList(200, timeline.size())).containsExactly(TimelineEntry.cut(200, 50));
  }

  @Test
  void leavesACutThatWasMadeBefore() throws IOException {
    List<TimelineEntry> cut =
        IntStream.range(0, 201)
            .mapToObj(i -> i < 200 ? entry(i) : TimelineEntry.cut(200, 1_000))
            .toList();

    assertThat(withEntries(cut).timeline()).isEqualTo(cut);
  }

  @Test
  void aSummaryHasNoTimeline() throws IOException {
    FlowRecord record = withEntries(entries(3));

    assertThat(record.summary().timeline()).isEmpty();
    assertThat(record.summary().downstream()).isEqualTo(record.downstream());
  }

  @Test
  void whatWentWellHasNoError() {
    ErrorRecord error = new ErrorRecord(Side.UPSTREAM, null, ErrorType.TIMEOUT, null, null);

    assertThatThrownBy(() -> new Ending(Outcome.OK, error, 1, TimingSource.SOCKET, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void detailsOfAnEntryArePlainValues() {
    Map<String, Object> given = Map.of("length", 517, "name", "unknown_ca");

    assertThat(withDetails(given).details())
        .isEqualTo(Map.of("length", 517L, "name", "unknown_ca"));
    assertThatThrownBy(() -> withDetails(Map.of("when", 1.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("when");
  }

  private static TimelineEntry withDetails(Map<String, Object> details) {
    return new TimelineEntry(1, null, "x", null, false, details);
  }

  private static FlowRecord withEntries(List<TimelineEntry> timeline) throws IOException {
    FlowRecord record = FlowJson.read(FlowJsonTest.resource("https"));
    return new FlowRecord(
        record.heading(), record.ending(), record.downstream(), record.upstream(), timeline);
  }

  private static List<TimelineEntry> entries(int count) {
    return IntStream.range(0, count).mapToObj(FlowRecordTest::entry).toList();
  }

  private static TimelineEntry entry(int micros) {
    return TimelineEntry.of(micros, Side.DOWNSTREAM, "tls.key_update", null);
  }
}
