package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Action.ABORT;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_THIS;
import static dev.sallyport.proxy.lifecycle.Action.DIAL;
import static dev.sallyport.proxy.lifecycle.Action.FINISH_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.REPORT;
import static dev.sallyport.proxy.lifecycle.Action.TRUNCATE_OTHER;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToTls;
import static dev.sallyport.proxy.lifecycle.Conversation.terminating;
import static dev.sallyport.proxy.lifecycle.Event.ACCEPTED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_SENT;
import static dev.sallyport.proxy.lifecycle.Event.DESCRIPTOR_CLOSED;
import static dev.sallyport.proxy.lifecycle.Event.DIALLED;
import static dev.sallyport.proxy.lifecycle.Event.DIAL_CANCELLED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_SENT;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_COMPLETED;
import static dev.sallyport.proxy.lifecycle.Event.HELLO;
import static dev.sallyport.proxy.lifecycle.Event.RST_SENT;
import static dev.sallyport.proxy.lifecycle.Event.TRUNCATED;
import static dev.sallyport.proxy.lifecycle.Event.UNANSWERED;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import org.junit.jupiter.api.Test;

/** How flows end in which a FIN comes without close_notify. */
class TruncationTest {

  @Test
  void aTruncationByTheClientResetsACleartextBackend() {
    relayingTlsToCleartext()
        .downstream(FIN_RECEIVED)
        .downstream(TRUNCATED)
        .gives(TRUNCATE_OTHER)
        .timers(Timer.NONE, Timer.HALF_CLOSE)
        .upstream(RST_SENT)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.FAILED, TlsState.CLEAR)
        .tcp(TcpState.LAST_ACK, TcpState.CLOSED)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .fails(Outcome.TRUNCATED, DOWNSTREAM, "CLOSE_WAIT", ErrorType.TRUNCATED);
  }

  @Test
  void aTruncationByTheBackendIsToldATlsClientByAFinWithoutCloseNotify() {
    relayingTlsToTls()
        .upstream(FIN_RECEIVED)
        .upstream(TRUNCATED)
        .gives(TRUNCATE_OTHER)
        .downstream(FIN_SENT)
        .tls(TlsState.ESTABLISHED, TlsState.FAILED)
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.UPSTREAM, Means.FIN)
        .fails(Outcome.TRUNCATED, UPSTREAM, "CLOSE_WAIT", ErrorType.TRUNCATED);
  }

  @Test
  void aTruncationInAnswerToOurFinClosesAtOnceAndIsStillToldOn() {
    relayingTlsToTls()
        .upstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_RECEIVED)
        .downstream(CLOSE_NOTIFY_SENT, FIN_SENT)
        .downstream(FIN_RECEIVED)
        .downstream(TRUNCATED)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(TRUNCATE_OTHER)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.FAILED, TlsState.HALF_CLOSED_REMOTE)
        .firstEnd(Closer.UPSTREAM, Means.CLOSE_NOTIFY)
        .fails(Outcome.TRUNCATED, DOWNSTREAM, "TIME_WAIT", ErrorType.TRUNCATED);
  }

  @Test
  void aPeerThatLeavesWithoutAWordOnceWeSaidAllMakesNothingFail() {
    relayingTlsToTls()
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(FIN_RECEIVED)
        .upstream(CLOSE_NOTIFY_SENT, FIN_SENT)
        .upstream(FIN_RECEIVED)
        .upstream(UNANSWERED)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.HALF_CLOSED_REMOTE, TlsState.CLOSED)
        .firstEnd(Closer.DOWNSTREAM, Means.CLOSE_NOTIFY)
        .isFine();
  }

  @Test
  void aTruncationBeforeTheRelayAborts() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .upstream(DIALLED)
        .downstream(FIN_RECEIVED)
        .downstream(TRUNCATED)
        .gives(ABORT)
        .timers(Timer.CLOSE, Timer.CLOSE)
        .upstream(DIAL_CANCELLED)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.CLOSED)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .fails(Outcome.TRUNCATED, DOWNSTREAM, "CLOSE_WAIT", ErrorType.TRUNCATED);
  }
}
