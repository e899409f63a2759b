package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Action.ABORT;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_THIS;
import static dev.sallyport.proxy.lifecycle.Action.DIAL;
import static dev.sallyport.proxy.lifecycle.Action.FINISH_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.RELAY;
import static dev.sallyport.proxy.lifecycle.Action.REPORT;
import static dev.sallyport.proxy.lifecycle.Action.TRUNCATE_OTHER;
import static dev.sallyport.proxy.lifecycle.Conversation.cleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.passthrough;
import static dev.sallyport.proxy.lifecycle.Conversation.reencrypting;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.terminating;
import static dev.sallyport.proxy.lifecycle.Event.ACCEPTED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.CONNECTED;
import static dev.sallyport.proxy.lifecycle.Event.DESCRIPTOR_CLOSED;
import static dev.sallyport.proxy.lifecycle.Event.DIALLED;
import static dev.sallyport.proxy.lifecycle.Event.DIAL_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_SENT;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_COMPLETED;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.HEADER_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.HELLO;
import static dev.sallyport.proxy.lifecycle.Event.REFUSED;
import static dev.sallyport.proxy.lifecycle.Event.RST_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.RST_SENT;
import static dev.sallyport.proxy.lifecycle.Event.TIMED_OUT;
import static dev.sallyport.proxy.lifecycle.Event.TRUNCATED;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;

import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What comes before the relay on the client's side, and how it can fail. */
class HandshakeTest {

  private static Plan withHeader(TlsMode mode) {
    return new Plan(mode, false, DialOn.ACCEPTED, true);
  }

  @Test
  void anOrdinaryHandshake() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED)
        .tls(TlsState.AWAITING_HELLO, TlsState.CLEAR)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HELLO)
        .tls(TlsState.HANDSHAKING, TlsState.CLEAR)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .tls(TlsState.ESTABLISHED, TlsState.CLEAR)
        .timers(Timer.NONE, Timer.CONNECT);
  }

  @Test
  void aClientThatDoesNotSpeakTlsIsTurnedAway() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED)
        .downstream(HANDSHAKE_FAILED, ErrorType.NOT_TLS)
        .gives(ABORT)
        .timers(Timer.CLOSE, Timer.NONE)
        .downstream(FIN_SENT)
        .downstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.TIME_WAIT, TcpState.NONE)
        .firstEnd(Closer.PROXY, Means.ERROR)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.NOT_TLS);
  }

  @Test
  void aClientThatRejectsTheCertificateMadeTheEnd() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO)
        .downstream(HANDSHAKE_FAILED, ErrorType.CERTIFICATE_REJECTED_BY_PEER)
        .gives(ABORT)
        .firstEnd(Closer.DOWNSTREAM, Means.ERROR)
        .fails(
            Outcome.DOWNSTREAM_TLS_FAILED,
            DOWNSTREAM,
            "HANDSHAKING",
            ErrorType.CERTIFICATE_REJECTED_BY_PEER);
  }

  @Test
  void aClientGoneInMidHandshake() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, FIN_RECEIVED)
        .downstream(HANDSHAKE_FAILED, ErrorType.PEER_CLOSED)
        .gives(ABORT)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.PEER_CLOSED);
  }

  @Test
  void aResetInMidHandshake() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO)
        .downstream(RST_RECEIVED)
        .gives(ABORT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.HANDSHAKING, TlsState.CLEAR)
        .firstEnd(Closer.DOWNSTREAM, Means.RST)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.PEER_RESET);
  }

  @Test
  void theHandshakeTimeout() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO)
        .after(Duration.ofSeconds(10))
        .downstream(TIMED_OUT)
        .gives(ABORT)
        .downstream(HANDSHAKE_FAILED)
        .timers(Timer.CLOSE, Timer.NONE)
        .downstream(TIMED_OUT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.PROXY, Means.TIMEOUT)
        .firstEndAt(Duration.ofSeconds(10))
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.TIMEOUT);
  }

  @Test
  void anEmptyConnectionToATlsListener() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, FIN_RECEIVED)
        .downstream(HANDSHAKE_FAILED, ErrorType.PEER_CLOSED)
        .gives(ABORT)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.LAST_ACK, TcpState.NONE)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .outcomeOfASilentClient(Outcome.EMPTY)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.PEER_CLOSED);
  }

  @Test
  void anEmptyConnectionToACleartextListener() {
    relayingCleartext()
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_SENT)
        .upstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .outcomeOfASilentClient(Outcome.EMPTY)
        .isFine();
  }

  @Test
  void aSilentClientThatDidNotLeaveFirstOrNotInOrderIsNotEmpty() {
    relayingCleartext()
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .outcomeOfASilentClient(Outcome.OK);
    relayingCleartext().downstream(RST_RECEIVED).gives(ABORT).outcomeOfASilentClient(Outcome.RESET);
    relayingTlsToCleartext()
        .downstream(FIN_RECEIVED)
        .downstream(TRUNCATED)
        .gives(TRUNCATE_OTHER)
        .outcomeOfASilentClient(Outcome.TRUNCATED);
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .downstream(FIN_RECEIVED)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.CONNECTION_REFUSED)
        .gives(ABORT)
        .outcomeOfASilentClient(Outcome.UPSTREAM_CONNECT_FAILED);
    Conversation.of(reencrypting(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .upstream(DIALLED, CONNECTED, HELLO, FIN_RECEIVED)
        .upstream(HANDSHAKE_FAILED, ErrorType.PEER_CLOSED)
        .gives(ABORT)
        .outcomeOfASilentClient(Outcome.UPSTREAM_TLS_FAILED);
  }

  @Test
  void aRefusedClientIsAbortedAndRecorded() {
    Conversation.of(terminating(DialOn.HELLO))
        .downstream(ACCEPTED)
        .downstream(REFUSED, ErrorType.ACCESS_DENIED)
        .gives(ABORT)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.NONE)
        .firstEnd(Closer.PROXY, Means.ERROR)
        .fails(Outcome.REFUSED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.ACCESS_DENIED)
        .timeline(
            DOWNSTREAM,
            "0ms tcp.accepted",
            "0ms proxy.refused",
            "0ms tcp.rst_sent",
            "0ms tcp.closed");
  }

  @Test
  void aRefusedClientNeedsNoDialToBeUndone() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .downstream(REFUSED, ErrorType.LIMIT)
        .gives(ABORT)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.NONE)
        .fails(Outcome.REFUSED, DOWNSTREAM, "ESTABLISHED", ErrorType.LIMIT);
  }

  @Test
  void aProxyHeaderIsAwaitedBeforeTheDial() {
    Conversation.of(withHeader(TlsMode.NONE))
        .downstream(ACCEPTED)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HEADER_RECEIVED)
        .gives(DIAL)
        .timers(Timer.NONE, Timer.CONNECT)
        .upstream(DIALLED, CONNECTED)
        .gives(RELAY);
  }

  @Test
  void aProxyHeaderIsAwaitedBeforeTheHello() {
    Conversation.of(withHeader(TlsMode.ENDPOINT))
        .downstream(ACCEPTED)
        .downstream(HEADER_RECEIVED)
        .gives(DIAL)
        .timers(Timer.HANDSHAKE, Timer.CONNECT)
        .downstream(HELLO);
  }

  @Test
  void aProxyHeaderThatDoesNotComeTimesOut() {
    Conversation.of(withHeader(TlsMode.NONE))
        .downstream(ACCEPTED)
        .downstream(TIMED_OUT)
        .gives(ABORT)
        .firstEnd(Closer.PROXY, Means.TIMEOUT)
        .fails(Outcome.TIMED_OUT, DOWNSTREAM, "ESTABLISHED", ErrorType.TIMEOUT);
  }

  @Test
  void aClientThatLeavesBeforeItsProxyHeaderIsNotWaitedFor() {
    for (TlsMode mode : new TlsMode[] {TlsMode.NONE, TlsMode.PASSTHROUGH}) {
      Conversation.of(withHeader(mode))
          .downstream(ACCEPTED)
          .downstream(FIN_RECEIVED)
          .gives(ABORT)
          .downstream(FIN_SENT)
          .gives(CLOSE_THIS)
          .downstream(DESCRIPTOR_CLOSED)
          .gives(REPORT)
          .tcp(TcpState.LAST_ACK, TcpState.NONE)
          .firstEnd(Closer.DOWNSTREAM, Means.FIN)
          .outcomeOfASilentClient(Outcome.EMPTY);
    }
  }

  @Test
  void aClientThatLeavesBeforeItsProxyHeaderIsLeftToItsTls() {
    Conversation.of(withHeader(TlsMode.ENDPOINT))
        .downstream(ACCEPTED, FIN_RECEIVED)
        .downstream(HANDSHAKE_FAILED, ErrorType.PEER_CLOSED)
        .gives(ABORT)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .outcomeOfASilentClient(Outcome.EMPTY);
  }

  @Test
  void passthroughRelaysFromTheHelloOn() {
    Conversation.of(passthrough())
        .downstream(ACCEPTED)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HELLO)
        .gives(DIAL)
        .tls(TlsState.CLEAR, TlsState.CLEAR)
        .upstream(DIALLED, CONNECTED)
        .gives(RELAY)
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_SENT)
        .upstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .isFine();
  }

  @Test
  void passthroughTurnsAwayWhatIsNotTls() {
    Conversation.of(passthrough())
        .downstream(ACCEPTED)
        .downstream(HANDSHAKE_FAILED, ErrorType.NOT_TLS)
        .gives(ABORT)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.NOT_TLS);
  }

  @Test
  void passthroughDoesNotWaitForAHelloThatCannotCome() {
    Conversation.of(passthrough())
        .downstream(ACCEPTED)
        .downstream(FIN_RECEIVED)
        .gives(ABORT)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .outcomeOfASilentClient(Outcome.EMPTY)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.PEER_CLOSED);
  }
}
