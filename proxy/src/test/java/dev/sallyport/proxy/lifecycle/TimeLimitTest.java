package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Action.ABORT;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_THIS;
import static dev.sallyport.proxy.lifecycle.Action.FINISH_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.REPORT;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.relayingTlsToCleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.terminating;
import static dev.sallyport.proxy.lifecycle.Event.ACCEPTED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_SENT;
import static dev.sallyport.proxy.lifecycle.Event.DESCRIPTOR_CLOSED;
import static dev.sallyport.proxy.lifecycle.Event.DRAINED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_ACKED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_SENT;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.HELLO;
import static dev.sallyport.proxy.lifecycle.Event.RST_SENT;
import static dev.sallyport.proxy.lifecycle.Event.TIMED_OUT;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What ends a flow when its peers do not: time limits and a drain. */
class TimeLimitTest {

  @Test
  void theIdleTimeout() {
    relayingCleartext()
        .after(Duration.ofMinutes(5))
        .downstream(TIMED_OUT)
        .gives(ABORT)
        .timers(Timer.CLOSE, Timer.CLOSE)
        .upstream(RST_SENT, DESCRIPTOR_CLOSED)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.PROXY, Means.TIMEOUT)
        .firstEndAt(Duration.ofMinutes(5))
        .fails(Outcome.TIMED_OUT, DOWNSTREAM, "ESTABLISHED", ErrorType.TIMEOUT);
  }

  @Test
  void theIdleTimeoutThatTheBackendLetRunOut() {
    relayingCleartext()
        .after(Duration.ofMinutes(5))
        .upstream(TIMED_OUT)
        .gives(ABORT)
        .timers(Timer.CLOSE, Timer.CLOSE)
        .firstEnd(Closer.PROXY, Means.TIMEOUT)
        .fails(Outcome.TIMED_OUT, UPSTREAM, "ESTABLISHED", ErrorType.TIMEOUT);
  }

  @Test
  void aDrainThatWaitsForTheBackend() {
    relayingCleartext()
        .upstream(DRAINED)
        .gives(ABORT)
        .firstEnd(Closer.PROXY, Means.DRAIN)
        .fails(Outcome.DRAINED, UPSTREAM, "ESTABLISHED", ErrorType.DRAINED);
  }

  @Test
  void theHalfCloseTimeoutOfABackendThatDoesNotAnswer() {
    relayingCleartext()
        .downstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_SENT, FIN_ACKED)
        .after(Duration.ofMinutes(1))
        .upstream(TIMED_OUT)
        .gives(ABORT)
        .firstEnd(Closer.DOWNSTREAM, Means.FIN)
        .fails(Outcome.TIMED_OUT, UPSTREAM, "FIN_WAIT_2", ErrorType.TIMEOUT);
  }

  @Test
  void theHalfCloseTimeoutOfAClientThatDoesNotRead() {
    relayingTlsToCleartext()
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .timers(Timer.HALF_CLOSE, Timer.NONE)
        .downstream(TIMED_OUT)
        .gives(ABORT)
        .firstEnd(Closer.UPSTREAM, Means.FIN)
        .fails(Outcome.TIMED_OUT, DOWNSTREAM, "ESTABLISHED", ErrorType.TIMEOUT);
  }

  @Test
  void theCloseTimeoutAfterAnAbortClosesTheDescriptor() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO)
        .downstream(HANDSHAKE_FAILED, ErrorType.NO_COMMON_VERSION)
        .gives(ABORT)
        .downstream(FIN_SENT)
        .timers(Timer.CLOSE, Timer.NONE)
        .downstream(TIMED_OUT)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .fails(
            Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.NO_COMMON_VERSION);
  }

  @Test
  void aDrainEndsWhatIsRelayed() {
    relayingCleartext()
        .downstream(DRAINED)
        .gives(ABORT)
        .upstream(RST_SENT, DESCRIPTOR_CLOSED)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.PROXY, Means.DRAIN)
        .fails(Outcome.DRAINED, DOWNSTREAM, "ESTABLISHED", ErrorType.DRAINED);
  }

  @Test
  void aDrainInTheHandshakeIsAFailedHandshake() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO)
        .downstream(DRAINED)
        .gives(ABORT)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.DRAINED);
  }

  @Test
  void aDrainEndsAWaitForTheLastFinWithoutAFailure() {
    relayingTlsToCleartext()
        .upstream(FIN_RECEIVED)
        .gives(FINISH_OTHER)
        .downstream(CLOSE_NOTIFY_SENT, FIN_SENT)
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .upstream(FIN_SENT)
        .gives(CLOSE_THIS)
        .upstream(DESCRIPTOR_CLOSED)
        .gives(CLOSE_OTHER)
        .downstream(DRAINED)
        .gives(ABORT)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .firstEnd(Closer.UPSTREAM, Means.FIN)
        .isFine();
  }

  @Test
  void aDrainHurriesAnAbortThatTakesItsTime() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED)
        .downstream(HANDSHAKE_FAILED, ErrorType.NOT_TLS)
        .gives(ABORT)
        .downstream(FIN_SENT)
        .downstream(DRAINED)
        .gives(ABORT)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.NOT_TLS);
  }
}
