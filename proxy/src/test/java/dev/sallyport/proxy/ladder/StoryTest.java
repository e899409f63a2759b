package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries in words, and the states they lead to. */
class StoryTest {
  static Stream<String> labels() {
    return Stream.of(Event.values()).map(Event::label).filter(Objects::nonNull).distinct();
  }

  @ParameterizedTest
  @MethodSource("labels")
  void everyEventOfTheMachineHasWordsOfItsOwn(String label) throws IOException {
    String words = tell(TimelineEntry.of(1, Side.UPSTREAM, label, Direction.IN)).get(0).label();

    assertThat(words).isNotEqualTo(label);
    assertThat(words.replace("close_notify", "")).doesNotContain("_", ".");
  }

  @ParameterizedTest
  @CsvSource({
    "tls.client_hello, ClientHello",
    "tls.hello_retry_request, HelloRetryRequest",
    "tls.change_cipher_spec, ChangeCipherSpec",
    "tls.finished, Finished"
  })
  void messagesHaveTheNamesOfTheRfc(String event, String name) throws IOException {
    assertThat(tell(TimelineEntry.of(1, Side.UPSTREAM, event, Direction.OUT)).get(0).label())
        .isEqualTo(name);
  }

  @Test
  void whatIsNotKnownIsToldAsItIs() throws IOException {
    assertThat(tell(TimelineEntry.of(1, Side.UPSTREAM, "moon.full", null)).get(0).label())
        .isEqualTo("moon.full");
  }

  @Test
  void everySecondDialBeginsAnew() throws IOException {
    List<Step> steps =
        tell(
            TimelineEntry.of(1, Side.UPSTREAM, "tcp.dial", Direction.OUT),
            TimelineEntry.of(2, Side.UPSTREAM, "tcp.dial_failed", null),
            TimelineEntry.of(3, Side.UPSTREAM, "tcp.dial", Direction.OUT),
            TimelineEntry.of(4, Side.UPSTREAM, "tcp.connected", null));

    assertThat(steps)
        .extracting(Step::state)
        .containsExactly(
            TcpState.SYN_SENT, TcpState.CLOSED, TcpState.SYN_SENT, TcpState.ESTABLISHED);
  }

  @Test
  void statesOfTheSidesAreTheirOwn() throws IOException {
    List<Step> steps =
        tell(
            TimelineEntry.of(0, Side.DOWNSTREAM, "tcp.accepted", null),
            TimelineEntry.of(1, Side.UPSTREAM, "tcp.dial", Direction.OUT),
            TimelineEntry.of(2, Side.DOWNSTREAM, "tcp.fin_received", Direction.IN),
            TimelineEntry.of(3, Side.DOWNSTREAM, "tls.finished", Direction.IN),
            TimelineEntry.of(4, Side.DOWNSTREAM, "tcp.fin_sent", Direction.OUT));

    assertThat(steps)
        .extracting(Step::state)
        .containsExactly(
            TcpState.ESTABLISHED, TcpState.SYN_SENT, TcpState.CLOSE_WAIT, null, TcpState.LAST_ACK);
  }

  @ParameterizedTest
  @MethodSource("dev.sallyport.proxy.ladder.LadderTest#flows")
  void theLastStateIsThatOfTheRecord(String name) throws IOException {
    FlowRecord flow = LadderTest.flow(name);

    for (Side side : Side.values()) {
      Story.of(flow).stream()
          .filter(step -> step.side() == side && step.state() != null)
          .reduce((first, second) -> second)
          .ifPresent(
              last ->
                  assertThat(last.state())
                      .isEqualTo(Objects.requireNonNull(flow.connection(side)).tcp().state()));
    }
  }

  /** When the SYN came is not known; what it carried is, of ours nothing. */
  @Test
  void theHandshakeIsDrawnInThreeStepsWhereTheSynIsKnown() throws IOException {
    List<Step> steps = Story.of(LadderTest.flow("kernel")).subList(0, 3);

    assertThat(steps).extracting(Step::label).containsExactly("SYN", "SYN-ACK", "ACK");
    assertThat(steps).extracting(Step::timed).containsExactly(false, false, true);
    assertThat(steps.get(0).notes())
        .containsExactly(
            "client's ISN 2871590113",
            "MSS 1460",
            "window 64240, later × 128",
            "SACK",
            "timestamps",
            "TTL 64");
    assertThat(steps.get(1).notes()).isEmpty();
  }

  @Test
  void finsThatCrossedLeadThroughClosing() throws IOException {
    assertThat(Story.of(LadderTest.flow("crossing")))
        .filteredOn(step -> step.side() == Side.DOWNSTREAM && step.state() != null)
        .extracting(Step::state)
        .containsExactly(
            TcpState.ESTABLISHED, TcpState.FIN_WAIT_1, TcpState.CLOSING, TcpState.TIME_WAIT);
  }

  @Test
  void whatIsSentAgainIsNamedByTheState() throws IOException {
    List<Step> steps =
        tell(
            TimelineEntry.of(-9, Side.DOWNSTREAM, "tcp.retransmit", Direction.OUT),
            TimelineEntry.of(0, Side.DOWNSTREAM, "tcp.accepted", null),
            TimelineEntry.of(1, Side.UPSTREAM, "tcp.dial", Direction.OUT),
            TimelineEntry.of(2, Side.UPSTREAM, "tcp.retransmit", Direction.OUT),
            TimelineEntry.of(3, Side.DOWNSTREAM, "tcp.retransmit", Direction.OUT));

    assertThat(steps)
        .extracting(Step::label)
        .containsExactly(
            "retransmit of SYN-ACK", "SYN, SYN-ACK, ACK", "SYN", "retransmit of SYN", "retransmit");
  }

  private static List<Step> tell(TimelineEntry... entries) throws IOException {
    FlowRecord flow = LadderTest.flow("connect-failed");
    return Story.of(
        new FlowRecord(
            flow.heading(), flow.ending(), flow.downstream(), flow.upstream(), List.of(entries)));
  }
}
