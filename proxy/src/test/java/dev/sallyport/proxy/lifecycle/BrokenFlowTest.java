package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Action.ABORT;
import static dev.sallyport.proxy.lifecycle.Action.DIAL;
import static dev.sallyport.proxy.lifecycle.Action.FINISH_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.REPORT;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToTls;
import static dev.sallyport.proxy.lifecycle.Conversation.terminating;
import static dev.sallyport.proxy.lifecycle.Event.ACCEPTED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.CONNECTED;
import static dev.sallyport.proxy.lifecycle.Event.DESCRIPTOR_CLOSED;
import static dev.sallyport.proxy.lifecycle.Event.DIALLED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_SENT;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_COMPLETED;
import static dev.sallyport.proxy.lifecycle.Event.HELLO;
import static dev.sallyport.proxy.lifecycle.Event.LOST;
import static dev.sallyport.proxy.lifecycle.Event.RST_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.RST_SENT;
import static dev.sallyport.proxy.lifecycle.Event.TIMED_OUT;
import static dev.sallyport.proxy.lifecycle.Event.TLS_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.TRUNCATED;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import org.junit.jupiter.api.Test;

/** How flows end that are broken: by RST, by a lost connection, by an error of TLS. */
class BrokenFlowTest {

  @Test
  void aClientThatIsGoneBeforeAllWasSentToItHasReset() {
    relayingTlsToCleartext()
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(FIN_RECEIVED)
        .upstream(FIN_SENT)
        .downstream(RST_RECEIVED)
        .gives(ABORT)
        .firstEnd(Closer.DOWNSTREAM, Means.CLOSE_NOTIFY)
        .fails(Outcome.RESET, DOWNSTREAM, "CLOSE_WAIT", ErrorType.PEER_RESET);
  }

  @Test
  void aResetByTheClientResetsTheBackend() {
    relayingCleartext()
        .downstream(RST_RECEIVED)
        .gives(ABORT)
        .downstream(DESCRIPTOR_CLOSED)
        .upstream(RST_SENT)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.CLOSED)
        .firstEnd(Closer.DOWNSTREAM, Means.RST)
        .fails(Outcome.RESET, DOWNSTREAM, "ESTABLISHED", ErrorType.PEER_RESET);
  }

  @Test
  void aResetByTheBackendResetsTheClient() {
    relayingTlsToTls()
        .upstream(RST_RECEIVED)
        .gives(ABORT)
        .timers(Timer.CLOSE, Timer.CLOSE)
        .upstream(DESCRIPTOR_CLOSED)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.ESTABLISHED, TlsState.ESTABLISHED)
        .firstEnd(Closer.UPSTREAM, Means.RST)
        .fails(Outcome.RESET, UPSTREAM, "ESTABLISHED", ErrorType.PEER_RESET);
  }

  @Test
  void aResetOfAHalfClosedFlowIsAReset() {
    relayingCleartext()
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_SENT)
        .upstream(RST_RECEIVED)
        .gives(ABORT)
        .upstream(DESCRIPTOR_CLOSED)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .fails(Outcome.RESET, UPSTREAM, "FIN_WAIT_1", ErrorType.PEER_RESET);
  }

  @Test
  void aLostConnectionIsAnError() {
    relayingCleartext()
        .upstream(LOST, ErrorType.HOST_UNREACHABLE)
        .gives(ABORT)
        .firstEnd(Closer.UPSTREAM, Means.ERROR)
        .fails(Outcome.ERROR, UPSTREAM, "ESTABLISHED", ErrorType.HOST_UNREACHABLE);
  }

  @Test
  void aTlsErrorAfterTheHandshakeIsTheProxysEnd() {
    relayingTlsToCleartext()
        .downstream(TLS_FAILED, ErrorType.BAD_RECORD)
        .gives(ABORT)
        .tls(TlsState.FAILED, TlsState.CLEAR)
        .firstEnd(Closer.PROXY, Means.ERROR)
        .fails(Outcome.ERROR, DOWNSTREAM, "ESTABLISHED", ErrorType.BAD_RECORD);
  }

  @Test
  void theFirstCauseWins() {
    relayingCleartext()
        .downstream(RST_RECEIVED)
        .gives(ABORT)
        .downstream(DESCRIPTOR_CLOSED)
        .upstream(LOST, ErrorType.CONNECTION_LOST)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.DOWNSTREAM, Means.RST)
        .fails(Outcome.RESET, DOWNSTREAM, "ESTABLISHED", ErrorType.PEER_RESET);
  }

  @Test
  void nothingIsRelayedOnceTheFlowIsAborted() {
    Conversation.of(terminating(DialOn.ACCEPTED))
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED)
        .downstream(HELLO)
        .upstream(LOST, ErrorType.CONNECTION_LOST)
        .gives(ABORT)
        .downstream(HANDSHAKE_COMPLETED, CLOSE_NOTIFY_RECEIVED, FIN_RECEIVED, TRUNCATED)
        .timers(Timer.CLOSE, Timer.CLOSE);
  }

  @Test
  void nothingThatComesAfterTheReportChangesAnything() {
    relayingCleartext()
        .downstream(RST_RECEIVED)
        .gives(ABORT)
        .downstream(DESCRIPTOR_CLOSED)
        .upstream(RST_SENT)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .downstream(FIN_RECEIVED, TIMED_OUT, DESCRIPTOR_CLOSED)
        .upstream(DIALLED, CONNECTED)
        .tcp(TcpState.CLOSED, TcpState.CLOSED)
        .timers(Timer.NONE, Timer.NONE)
        .timeline(DOWNSTREAM, "0ms tcp.accepted", "0ms tcp.rst_received", "0ms tcp.closed");
  }
}
