package dev.sallyport.proxy.kernel;

import static dev.sallyport.proxy.kernel.KernelState.CLOSE;
import static dev.sallyport.proxy.kernel.KernelState.CLOSE_WAIT;
import static dev.sallyport.proxy.kernel.KernelState.CLOSING;
import static dev.sallyport.proxy.kernel.KernelState.ESTABLISHED;
import static dev.sallyport.proxy.kernel.KernelState.FIN_WAIT_1;
import static dev.sallyport.proxy.kernel.KernelState.FIN_WAIT_2;
import static dev.sallyport.proxy.kernel.KernelState.LAST_ACK;
import static dev.sallyport.proxy.kernel.KernelState.SYN_RECV;
import static dev.sallyport.proxy.kernel.KernelState.SYN_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.kernel.KernelEvent.Kind;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.TcpState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the lines of one connection come to, in the orders in which Linux writes them. */
class TestimonyTest {

  private final Testimony testimony = new Testimony();
  private long now;

  @Test
  void whoReceivesTheFirstFinAnswersItAndIsAcknowledged() {
    passes(SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSE);
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_RECEIVED, Event.FIN_SENT, Event.FIN_ACKED);
    ends(TcpState.CLOSED);
  }

  @Test
  void whoSendsTheFirstFinKeepsTimeWait() {
    passes(SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE);
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_ACKED, Event.FIN_RECEIVED);
    ends(TcpState.TIME_WAIT);
  }

  @Test
  void crossedFinsAreClosing() {
    passes(SYN_SENT, ESTABLISHED, FIN_WAIT_1, CLOSING);
    assertThat(testimony.state()).isEqualTo(TcpState.CLOSING);
    passes(CLOSING, CLOSE);
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_CROSSED, Event.FIN_ACKED);
    ends(TcpState.TIME_WAIT);
  }

  @Test
  void aFinThatComesAfterWeLetGoIsNotTold() {
    passes(SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, FIN_WAIT_2, CLOSE);
    assertThat(events()).containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_ACKED);
    ends(TcpState.FIN_WAIT_2);
  }

  /** So the kernel writes when a descriptor is closed before the peer's ACK has come. */
  @Test
  void lettingGoOfADescriptorIsNoSecondFin() {
    passes(SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, LAST_ACK, CLOSE);
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_RECEIVED, Event.FIN_SENT, Event.FIN_ACKED);
    ends(TcpState.CLOSED);
  }

  @Test
  void norIsItInFinWaitOrClosing() {
    passes(SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_1, CLOSING, CLOSING, CLOSE);
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_CROSSED, Event.FIN_ACKED);
    ends(TcpState.TIME_WAIT);
  }

  /** Each processor writes into a buffer of its own. */
  @Test
  void linesThatComeInAnotherOrderArePutInTheirs() {
    List<KernelEvent> lines =
        List.of(
            line(1000, SYN_SENT, ESTABLISHED),
            line(3000, FIN_WAIT_1, FIN_WAIT_2),
            line(3000, FIN_WAIT_2, CLOSE),
            line(2000, ESTABLISHED, FIN_WAIT_1));
    lines.subList(0, 3).forEach(testimony::hear);
    assertThat(testimony.isComplete(false)).isFalse();
    testimony.hear(lines.get(3));
    assertThat(testimony.isComplete(false)).isTrue();
    assertThat(testimony.inOrder().isBroken()).isFalse();
    assertThat(testimony.inOrder().state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(testimony.inOrder().statements())
        .extracting(Testimony.Statement::event)
        .containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_ACKED, Event.FIN_RECEIVED);
  }

  @Test
  void soAreThoseOfTheSameMicrosecond() {
    testimony.hear(line(1000, SYN_SENT, ESTABLISHED));
    testimony.hear(line(2000, FIN_WAIT_2, CLOSE));
    testimony.hear(line(2000, FIN_WAIT_1, FIN_WAIT_2));
    testimony.hear(line(2000, ESTABLISHED, FIN_WAIT_1));
    assertThat(testimony.inOrder().isBroken()).isFalse();
    assertThat(testimony.inOrder().state()).isEqualTo(TcpState.TIME_WAIT);
  }

  private static KernelEvent line(long nanos, KernelState from, KernelState to) {
    return new KernelEvent(nanos, Kind.STATE, from, to, null);
  }

  @Test
  void aMissingLineIsNoticed() {
    passes(SYN_RECV, ESTABLISHED, CLOSE_WAIT);
    assertThat(testimony.isBroken()).isFalse();
    passes(LAST_ACK, CLOSE);
    assertThat(testimony.isBroken()).isTrue();
  }

  @Test
  void soIsAMissingBeginning() {
    passes(CLOSE_WAIT, LAST_ACK);
    assertThat(testimony.isBroken()).isTrue();
  }

  @Test
  void anRstOfThePeerEndsTheConnection() {
    passes(SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2);
    hears(Kind.RST_RECEIVED, null);
    passes(FIN_WAIT_2, CLOSE);
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_ACKED, Event.RST_RECEIVED);
    ends(TcpState.CLOSED);
    assertThat(testimony.rstReason()).isNull();
  }

  @Test
  void theReasonOfAPeerOnThisHostIsKnown() {
    passes(SYN_RECV, ESTABLISHED);
    hears(Kind.PEER_RST_SENT, "TCP_ABORT_ON_CLOSE");
    hears(Kind.RST_RECEIVED, null);
    passes(ESTABLISHED, CLOSE);
    assertThat(events()).containsExactly(Event.CONNECTED, Event.RST_RECEIVED);
    assertThat(testimony.rstReason()).isEqualTo("TCP_ABORT_ON_CLOSE");
    ends(TcpState.CLOSED);
  }

  @Test
  void whereWeSendTheRstItsLineComesLast() {
    passes(SYN_RECV, ESTABLISHED, CLOSE);
    assertThat(testimony.isComplete(false)).isFalse();
    hears(Kind.RST_SENT, "TCP_ABORT_ON_CLOSE");
    assertThat(events()).containsExactly(Event.CONNECTED, Event.RST_SENT);
    assertThat(testimony.rstReason()).isEqualTo("TCP_ABORT_ON_CLOSE");
    ends(TcpState.CLOSED);
  }

  @Test
  void ourRstIsNoFinOfThePeer() {
    passes(SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE);
    assertThat(testimony.isComplete(true)).isFalse();
    hears(Kind.RST_SENT, "TCP_STATE");
    assertThat(events())
        .containsExactly(Event.CONNECTED, Event.FIN_SENT, Event.FIN_ACKED, Event.RST_SENT);
    ends(TcpState.CLOSED);
  }

  @Test
  void anRstLongAfterTheEndRetractsNothing() {
    passes(SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSE);
    now += 2_000_000;
    hears(Kind.RST_SENT, "NO_SOCKET");
    assertThat(events()).contains(Event.FIN_ACKED, Event.RST_SENT);
  }

  @Test
  void whatIsSentAgainIsKeptUpToABound() {
    passes(SYN_SENT, ESTABLISHED);
    for (int i = 0; i < 100; i++) {
      hears(Kind.RETRANSMIT, null);
    }
    assertThat(testimony.retransmits()).hasSize(16).isSorted();
    assertThat(testimony.state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(testimony.isComplete(false)).isFalse();
  }

  private void passes(KernelState... states) {
    for (int i = 1; i < states.length; i++) {
      now += 1000;
      testimony.hear(new KernelEvent(now, Kind.STATE, states[i - 1], states[i], null));
    }
  }

  private void hears(Kind kind, @Nullable String reason) {
    now += 1000;
    testimony.hear(new KernelEvent(now, kind, null, null, reason));
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    testimony.statements().forEach(statement -> events.add(statement.event()));
    assertThat(testimony.statements()).extracting(Testimony.Statement::nanos).isSorted();
    return events;
  }

  private void ends(TcpState state) {
    assertThat(testimony.state()).isEqualTo(state);
    assertThat(testimony.isComplete(false)).isTrue();
  }
}
