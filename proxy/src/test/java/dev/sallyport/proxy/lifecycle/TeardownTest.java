package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Action.CLOSE_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_THIS;
import static dev.sallyport.proxy.lifecycle.Action.DIAL;
import static dev.sallyport.proxy.lifecycle.Action.FINISH_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.RELAY;
import static dev.sallyport.proxy.lifecycle.Action.REPORT;
import static dev.sallyport.proxy.lifecycle.Conversation.cleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToTls;
import static dev.sallyport.proxy.lifecycle.Conversation.terminating;
import static dev.sallyport.proxy.lifecycle.Event.ACCEPTED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_SENT;
import static dev.sallyport.proxy.lifecycle.Event.CONNECTED;
import static dev.sallyport.proxy.lifecycle.Event.DESCRIPTOR_CLOSED;
import static dev.sallyport.proxy.lifecycle.Event.DIALLED;
import static dev.sallyport.proxy.lifecycle.Event.DIAL_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_ACKED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_ANSWERED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_CROSSED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_SENT;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_COMPLETED;
import static dev.sallyport.proxy.lifecycle.Event.HELLO;
import static dev.sallyport.proxy.lifecycle.Event.RST_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.TIMED_OUT;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How flows end in order: who ends first, by what, and how the other side is told. */
class TeardownTest {

  @Test
  void aClientThatHalfClosesStillReceives() {
    relayingCleartext()
        .timers(Timer.IDLE, Timer.NONE)
        .after(Duration.ofMillis(3))
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .timers(Timer.NONE, Timer.HALF_CLOSE)
        .upstream(FIN_SENT, FIN_ACKED)
        .tcp(TcpState.CLOSE_WAIT, TcpState.FIN_WAIT_2)
        .timers(Timer.NONE, Timer.HALF_CLOSE)
        .after(Duration.ofMillis(2))
        .upstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .timers(Timer.HALF_CLOSE, Timer.NONE)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.LAST_ACK, TcpState.TIME_WAIT)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .firstEndAt(Duration.ofMillis(3))
        .isFine()
        .timeline(
            DOWNSTREAM,
            "0ms tcp.accepted",
            "3ms tcp.fin_received",
            "5ms tcp.fin_sent",
            "5ms tcp.closed")
        .timeline(
            UPSTREAM,
            "0ms tcp.dial",
            "0ms tcp.connected",
            "3ms tcp.fin_sent",
            "3ms tcp.fin_acked",
            "5ms tcp.fin_received",
            "5ms tcp.closed");
  }

  @Test
  void aClientThatHalfClosesBeforeTheUpstreamIsThereIsServedAllTheSame() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .downstream(FIN_RECEIVED)
        .timers(Timer.NONE, Timer.CONNECT)
        .upstream(DIALLED)
        .timers(Timer.NONE, Timer.CONNECT)
        .upstream(CONNECTED)
        .gives(RELAY)
        .timers(Timer.NONE, Timer.HALF_CLOSE)
        .upstream(FIN_SENT)
        .upstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .isFine();
  }

  @Test
  void aClientThatHalfClosesIsServedByTheNextServerToo() {
    Conversation.of(cleartext(), 2)
        .downstream(ACCEPTED)
        .gives(DIAL)
        .downstream(FIN_RECEIVED)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.CONNECTION_REFUSED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED)
        .gives(RELAY)
        .timers(Timer.NONE, Timer.HALF_CLOSE)
        .isFine();
  }

  @Test
  void aClientMayCloseNotifyAndFinishBeforeTheUpstreamIsDialled() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .downstream(CLOSE_NOTIFY_RECEIVED, FIN_RECEIVED)
        .tls(TlsState.HALF_CLOSED_REMOTE, TlsState.CLEAR)
        .upstream(DIALLED, CONNECTED)
        .gives(RELAY)
        .upstream(FIN_SENT, FIN_ACKED, FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(CLOSE_NOTIFY_SENT)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.CLOSED, TlsState.CLEAR)
        .firstEnd(Closer.DOWNSTREAM, Means.CLOSE_NOTIFY)
        .isFine();
  }

  @Test
  void aBackendThatClosesFirstIsToldOn() {
    relayingCleartext()
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .timers(Timer.HALF_CLOSE, Timer.NONE)
        .downstream(FIN_SENT, FIN_ACKED)
        .timers(Timer.HALF_CLOSE, Timer.NONE)
        .downstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .timers(Timer.CLOSE, Timer.HALF_CLOSE)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.TIME_WAIT, TcpState.LAST_ACK)
        .firstEnd(Closer.UPSTREAM, Means.FIN)
        .isFine();
  }

  @Test
  void bothMayCloseAtOnce() {
    relayingCleartext()
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .timers(Timer.HALF_CLOSE, Timer.HALF_CLOSE)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.LAST_ACK, TcpState.LAST_ACK)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .isFine();
  }

  @Test
  void closeNotifyThenFinIsOneEnd() {
    relayingTlsToTls()
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(FIN_RECEIVED)
        .upstream(CLOSE_NOTIFY_SENT, FIN_SENT)
        .tls(TlsState.HALF_CLOSED_REMOTE, TlsState.HALF_CLOSED_LOCAL)
        .timers(Timer.NONE, Timer.HALF_CLOSE)
        .upstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .timers(Timer.HALF_CLOSE, Timer.CLOSE)
        .upstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(CLOSE_NOTIFY_SENT)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.CLOSED, TlsState.CLOSED)
        .firstEnd(Closer.DOWNSTREAM, Means.CLOSE_NOTIFY)
        .outcomeOfASilentClient(Outcome.EMPTY)
        .isFine();
  }

  @Test
  void aPeerThatSendsCloseNotifyAndNoFinIsLeftToTheCloseTimer() {
    relayingTlsToCleartext()
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(CLOSE_NOTIFY_SENT, FIN_SENT)
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .timers(Timer.CLOSE, Timer.HALF_CLOSE)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(TIMED_OUT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.FIN_WAIT_1, TcpState.LAST_ACK)
        .firstEnd(Closer.UPSTREAM, Means.FIN)
        .isFine();
  }

  @Test
  void aClientThatIsGoneWhenOurCloseNotifyComesHasEndedInOrder() {
    relayingTlsToCleartext()
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(FIN_RECEIVED)
        .upstream(FIN_SENT)
        .upstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(CLOSE_NOTIFY_SENT)
        .downstream(RST_RECEIVED)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.TIME_WAIT)
        .firstEnd(Closer.DOWNSTREAM, Means.CLOSE_NOTIFY)
        .isFine();
  }

  @Test
  void ourFinIsTheAnswerToOneThatIsNotReadYet() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(CONNECTED)
        .gives(RELAY)
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(FIN_ANSWERED)
        .tcp(TcpState.LAST_ACK, TcpState.CLOSE_WAIT)
        .downstream(FIN_ACKED)
        .downstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .tcp(TcpState.CLOSED, TcpState.CLOSE_WAIT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .isFine();
  }

  @Test
  void finsThatCrossAreClosing() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(CONNECTED)
        .gives(RELAY)
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_SENT)
        .upstream(FIN_CROSSED)
        .gives(CLOSE_THIS)
        .tcp(TcpState.CLOSE_WAIT, TcpState.CLOSING)
        .upstream(FIN_ACKED)
        .tcp(TcpState.CLOSE_WAIT, TcpState.TIME_WAIT)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .isFine();
  }
}
