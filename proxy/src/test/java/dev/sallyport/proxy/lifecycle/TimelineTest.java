package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Timeline.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The stamps of a flow, on a clock that the test moves. */
class TimelineTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Timeline timeline = new Timeline(ticker);
  private final Lifecycle lifecycle = new Lifecycle(Conversation.cleartext(), timeline, () -> true);

  @Test
  void zeroIsTheAccept() {
    assertThat(timeline.now()).isZero();
    ticker.advance(Duration.ofNanos(1_234));
    assertThat(timeline.now()).isEqualTo(1_234);
  }

  @Test
  void anEventIsStampedWhenItIsTold() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    ticker.advance(Duration.ofMillis(2));
    lifecycle.on(UPSTREAM, Event.DIALLED);
    ticker.advance(Duration.ofMillis(1));
    lifecycle.on(UPSTREAM, Event.CONNECTED);

    assertThat(timeline.first(UPSTREAM, Event.DIALLED)).isEqualTo(2_000_000);
    assertThat(timeline.first(UPSTREAM, Event.CONNECTED)).isEqualTo(3_000_000);
    assertThat(timeline.entries())
        .containsExactly(
            new Entry(0, DOWNSTREAM, "tcp.accepted", null, Map.of()),
            new Entry(2_000_000, UPSTREAM, "tcp.dial", Direction.OUT, Map.of()),
            new Entry(3_000_000, UPSTREAM, "tcp.connected", null, Map.of()));
  }

  @Test
  void anEventMayBringItsOwnTime() {
    ticker.advance(Duration.ofSeconds(1));
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED, 17, null);
    assertThat(timeline.first(DOWNSTREAM, Event.ACCEPTED)).isEqualTo(17);
    assertThat(timeline.entries()).extracting(Entry::at).containsExactly(17L);
  }

  @Test
  void whatDidNotHappenIsAbsent() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    assertThat(timeline.has(DOWNSTREAM, Event.ACCEPTED)).isTrue();
    assertThat(timeline.has(UPSTREAM, Event.ACCEPTED)).isFalse();
    assertThat(timeline.first(DOWNSTREAM, Event.FIN_RECEIVED)).isEqualTo(Timeline.ABSENT);
  }

  @Test
  void theFirstTimeCountsAndEveryTimeIsAnEntry() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    ticker.advance(Duration.ofMillis(1));
    lifecycle.on(DOWNSTREAM, Event.DRAINED);
    ticker.advance(Duration.ofMillis(1));
    lifecycle.on(DOWNSTREAM, Event.DRAINED);

    assertThat(timeline.first(DOWNSTREAM, Event.DRAINED)).isEqualTo(1_000_000);
    assertThat(timeline.entries())
        .extracting(Entry::label)
        .containsExactly("tcp.accepted", "proxy.drained", "proxy.drained");
  }

  @Test
  void aCauseIsTheEntrysDetail() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    lifecycle.on(
        DOWNSTREAM, Event.REFUSED, new Cause(ErrorType.ACCESS_DENIED, "192.0.2.1 is denied"));
    assertThat(timeline.entries().get(1).details())
        .isEqualTo(Map.of("detail", "192.0.2.1 is denied"));
  }

  @Test
  void theHelloIsAnEntryOfTheEngineNotOfTheMachine() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    lifecycle.on(DOWNSTREAM, Event.HELLO);
    assertThat(timeline.has(DOWNSTREAM, Event.HELLO)).isTrue();
    assertThat(timeline.entries()).extracting(Entry::label).containsExactly("tcp.accepted");
  }

  @Test
  void anotherServerBeginsAnewAndTheEntriesStay() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    lifecycle.on(UPSTREAM, Event.DIALLED);
    ticker.advance(Duration.ofMillis(4));
    assertThat(lifecycle.on(UPSTREAM, Event.DIAL_FAILED)).isEqualTo(Action.DIAL);

    assertThat(timeline.has(UPSTREAM, Event.DIALLED)).isFalse();
    assertThat(timeline.has(UPSTREAM, Event.DIAL_FAILED)).isFalse();
    lifecycle.on(UPSTREAM, Event.DIALLED);
    assertThat(timeline.first(UPSTREAM, Event.DIALLED)).isEqualTo(4_000_000);
    assertThat(timeline.first(DOWNSTREAM, Event.ACCEPTED)).isZero();
    assertThat(timeline.entries())
        .extracting(Entry::label)
        .containsExactly("tcp.accepted", "tcp.dial", "tcp.dial_failed", "tcp.dial");
  }

  @Test
  void aNoteStandsInItsPlaceAmongTheEvents() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    Entry byteIn = new Entry(5, DOWNSTREAM, "app.first_byte", Direction.IN, Map.of("length", 3));
    timeline.note(byteIn);
    lifecycle.on(UPSTREAM, Event.DIALLED);
    assertThat(timeline.entries()).hasSize(3).contains(byteIn);
    assertThat(timeline.entries().get(1)).isEqualTo(byteIn);
  }

  @Test
  void afterTwoHundredEntriesTheRestIsCountedAndStillStamped() {
    for (int i = 0; i < 200; i++) {
      timeline.note(new Entry(i, DOWNSTREAM, "tls.key_update", Direction.IN, Map.of()));
    }
    assertThat(timeline.cut()).isZero();
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    ticker.advance(Duration.ofMillis(1));
    lifecycle.on(DOWNSTREAM, Event.FIN_RECEIVED);

    List<Entry> entries = timeline.entries();
    assertThat(entries).hasSize(Timeline.MAX_ENTRIES);
    assertThat(entries).extracting(Entry::label).containsOnly("tls.key_update");
    assertThat(timeline.cut()).isEqualTo(2);
    assertThat(timeline.first(DOWNSTREAM, Event.FIN_RECEIVED)).isEqualTo(1_000_000);
  }

  @Test
  void theKernelsStampStandsInPlaceOfOurs() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    ticker.advance(Duration.ofMillis(2));
    lifecycle.on(DOWNSTREAM, Event.RST_RECEIVED, new Cause(ErrorType.PEER_RESET, "reset"));
    ticker.advance(Duration.ofMillis(1));
    end();
    lifecycle.testify(DOWNSTREAM, Event.CONNECTED, -40_000, Map.of());
    lifecycle.testify(DOWNSTREAM, Event.RST_RECEIVED, 1_700_000, Map.of("reason", "BECAUSE"));

    assertThat(timeline.first(DOWNSTREAM, Event.RST_RECEIVED)).isEqualTo(1_700_000);
    assertThat(timeline.entries())
        .contains(
            new Entry(-40_000, DOWNSTREAM, "tcp.connected", null, true, Map.of()),
            new Entry(
                1_700_000,
                DOWNSTREAM,
                "tcp.rst_received",
                Direction.IN,
                true,
                Map.of("detail", "reset", "reason", "BECAUSE")))
        .extracting(Entry::label)
        .containsOnlyOnce("tcp.rst_received");
  }

  @Test
  void theKernelSpeaksOfTheConnectionThatTookTheLastOnesPlace() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    lifecycle.on(UPSTREAM, Event.DIALLED);
    lifecycle.on(UPSTREAM, Event.CONNECTED);
    lifecycle.on(UPSTREAM, Event.DIAL_FAILED);
    ticker.advance(Duration.ofMillis(5));
    lifecycle.on(UPSTREAM, Event.DIALLED);
    lifecycle.on(UPSTREAM, Event.CONNECTED);
    lifecycle.on(UPSTREAM, Event.RST_RECEIVED);
    end();
    lifecycle.testify(DOWNSTREAM, Event.CONNECTED, -1, Map.of());
    lifecycle.testify(UPSTREAM, Event.CONNECTED, 4_900_000, Map.of());
    assertThat(timeline.entries())
        .filteredOn(entry -> entry.side() == UPSTREAM && entry.label().equals("tcp.connected"))
        .containsExactly(
            new Entry(0, UPSTREAM, "tcp.connected", null, false, Map.of()),
            new Entry(4_900_000, UPSTREAM, "tcp.connected", null, true, Map.of()));
  }

  @Test
  void moreCanBeSaidOfWhatWasStamped() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    lifecycle.on(DOWNSTREAM, Event.FIN_ANSWERED);
    timeline.annotate(DOWNSTREAM, Event.FIN_SENT, Map.of("behind", 42L));
    assertThat(timeline.entries())
        .last()
        .isEqualTo(new Entry(0, DOWNSTREAM, "tcp.fin_sent", Direction.OUT, Map.of("behind", 42L)));
    assertThat(timeline.has(DOWNSTREAM, Event.FIN_SENT)).isTrue();
  }

  @Test
  void whatNeverLeftIsAbsent() {
    lifecycle.on(DOWNSTREAM, Event.ACCEPTED);
    lifecycle.on(DOWNSTREAM, Event.FIN_SENT);
    lifecycle.on(DOWNSTREAM, Event.RST_SENT);
    lifecycle.on(DOWNSTREAM, Event.DESCRIPTOR_CLOSED);
    lifecycle.retract(DOWNSTREAM, Event.FIN_SENT);
    assertThat(timeline.has(DOWNSTREAM, Event.FIN_SENT)).isFalse();
    assertThat(timeline.entries())
        .extracting(Entry::label)
        .containsExactly("tcp.accepted", "tcp.rst_sent", "tcp.closed");
  }

  private void end() {
    lifecycle.on(UPSTREAM, Event.DESCRIPTOR_CLOSED);
    lifecycle.on(DOWNSTREAM, Event.DESCRIPTOR_CLOSED);
    assertThat(lifecycle.isReported()).isTrue();
  }
}
