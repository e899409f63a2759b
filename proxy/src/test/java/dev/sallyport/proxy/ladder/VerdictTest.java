package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RandomRecords;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Words for every end there is. */
class VerdictTest {
  @ParameterizedTest
  @EnumSource(ErrorType.class)
  void everyCauseHasAnAdviceOnBothSides(ErrorType type) {
    for (Side side : Side.values()) {
      assertThat(Advice.of(type, side)).matches("[A-Z].+[.?]");
    }
  }

  @Test
  void aResetAfterTheOtherSideHadClosedSaysSo() throws IOException {
    FlowRecord reset = LadderTest.flow("reset");
    FlowRecord.Ending ending = reset.ending();
    CloseRecord backendFirst = new CloseRecord(Closer.UPSTREAM, Means.FIN, 700_000, null);
    FlowRecord late =
        new FlowRecord(
            reset.heading(),
            new FlowRecord.Ending(
                ending.outcome(),
                ending.error(),
                ending.durationMicros(),
                ending.timingSource(),
                backendFirst),
            reset.downstream(),
            reset.upstream(),
            reset.timeline());

    assertThat(Verdict.of(late).replace('\u00a0', ' '))
        .startsWith(
            "The client reset its connection, in ESTABLISHED, after the backend had closed by FIN"
                + " at 700 ms: closed with unread data. ")
        .endsWith(Advice.RESET_AFTER_THE_ANSWER);
  }

  /** Without a timeline only the alert that says so tells it. */
  @ParameterizedTest
  @CsvSource({
    "certificate_required, certificate_rejected_by_peer, true",
    "handshake_failure, peer_alert, false"
  })
  void aSummaryTellsThatOurCertificateIsMissingWhereTheAlertDoes(
      String alert, String type, boolean told) throws IOException {
    FlowRecord flow = LadderTest.flow("half-close");
    ErrorRecord error =
        new ErrorRecord(
            Side.UPSTREAM,
            "ESTABLISHED",
            ErrorType.of(type),
            new ErrorRecord.Alert(Direction.IN, "fatal", alert, 0),
            null);
    String key = "backends." + flow.heading().backend() + ".tls.certificate";
    assertThat(Advice.of(flow.summary(), error).contains(key)).isEqualTo(told);
  }

  /** What is worth a look is with whom the time was spent. */
  @ParameterizedTest
  @CsvSource({
    "half-close, look at what the backend does before it answers.",
    "crossing, 'look at the way to the backend, its backlog and lost SYNs.'",
    "re-encrypted, 'look at the slower of the two networks, and who reads slowly.'",
  })
  void whatTookLongestIsFollowedByWhereToLook(String name, String end) throws IOException {
    assertThat(Verdict.of(LadderTest.flow(name))).endsWith(": " + end);
  }

  /** The ClientHello of this flow was read after 412 µs. */
  @ParameterizedTest
  @CsvSource({"300, 'our event loop, which was busy'", "100, 'the client, which was connected'"})
  void aLateLoopIsLookedAtBeforeASilentClient(long accepted, String begin) throws IOException {
    FlowRecord flow = LadderTest.flow("https");
    TimelineEntry entry =
        new TimelineEntry(accepted, Side.DOWNSTREAM, "tcp.accepted", null, false, Map.of());
    FlowRecord late =
        new FlowRecord(
            flow.heading(), flow.ending(), flow.downstream(), flow.upstream(), List.of(entry));
    assertThat(WhereToLook.at(late, Side.DOWNSTREAM, Phase.HELLO)).startsWith(begin);
  }

  /** It speaks what we speak, and takes the PROXY header. */
  @Test
  void aServerThatAnsweredBeforeItResetIsNotAskedForItsProtocol() throws IOException {
    ErrorRecord reset =
        new ErrorRecord(Side.UPSTREAM, "ESTABLISHED", ErrorType.PEER_RESET, null, null);
    assertThat(Advice.of(LadderTest.flow("https"), reset)).isEqualTo(Advice.RESET_BEHIND_AN_ANSWER);
    assertThat(Advice.of(LadderTest.flow("connect-failed"), reset)).contains("PROXY header");
  }

  @ParameterizedTest
  @CsvSource({
    "20, 30, 'the backend, which was told of the end and stayed'",
    "30, 20, 'the client, which was told of the end and stayed'",
  })
  void whoeverCameLastWithAnEndIsLookedAt(long client, long backend, String words)
      throws IOException {
    FlowRecord flow = LadderTest.flow("https");
    FlowRecord closed =
        new FlowRecord(
            flow.heading(),
            flow.ending(),
            ended(flow.downstream(), client, null),
            ended(Objects.requireNonNull(flow.upstream()), backend, null),
            flow.timeline());
    assertThat(WhereToLook.at(closed, Side.DOWNSTREAM, Phase.TEARDOWN)).isEqualTo(words);
  }

  @Test
  void anAckThatCameLastIsTheWaysDoing() throws IOException {
    FlowRecord flow = LadderTest.flow("https");
    FlowRecord closed =
        new FlowRecord(
            flow.heading(),
            flow.ending(),
            ended(flow.downstream(), 10, 40L),
            ended(Objects.requireNonNull(flow.upstream()), 20, null),
            flow.timeline());
    assertThat(WhereToLook.at(closed, Side.DOWNSTREAM, Phase.TEARDOWN))
        .isEqualTo("the way to the client, whose ACK of our FIN came last");
  }

  private static ConnectionRecord ended(ConnectionRecord of, long fin, @Nullable Long ack) {
    TcpRecord tcp = of.tcp();
    return new ConnectionRecord(
        of.local(),
        of.remote(),
        new TcpRecord(
            tcp.state(),
            null,
            null,
            null,
            null,
            new TcpRecord.Teardown(fin, 1L, ack, null, null, null, null),
            null),
        of.dial(),
        of.tls(),
        of.bytes(),
        of.firstByte(),
        of.lastByte());
  }

  @Test
  void everyRecordHasAVerdict() {
    RandomRecords records = new RandomRecords(7);
    for (int i = 0; i < 1_000; i++) {
      assertThat(Verdict.of(records.next())).matches("(?s).+[.?]");
    }
  }
}
