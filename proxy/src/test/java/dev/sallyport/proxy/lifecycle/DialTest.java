package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Action.ABORT;
import static dev.sallyport.proxy.lifecycle.Action.CLOSE_THIS;
import static dev.sallyport.proxy.lifecycle.Action.DIAL;
import static dev.sallyport.proxy.lifecycle.Action.FINISH_OTHER;
import static dev.sallyport.proxy.lifecycle.Action.RELAY;
import static dev.sallyport.proxy.lifecycle.Action.REPORT;
import static dev.sallyport.proxy.lifecycle.Conversation.cleartext;
import static dev.sallyport.proxy.lifecycle.Conversation.reencrypting;
import static dev.sallyport.proxy.lifecycle.Conversation.terminating;
import static dev.sallyport.proxy.lifecycle.Event.ACCEPTED;
import static dev.sallyport.proxy.lifecycle.Event.CERTIFICATE_VERIFIED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.CLOSE_NOTIFY_SENT;
import static dev.sallyport.proxy.lifecycle.Event.CONNECTED;
import static dev.sallyport.proxy.lifecycle.Event.DESCRIPTOR_CLOSED;
import static dev.sallyport.proxy.lifecycle.Event.DIALLED;
import static dev.sallyport.proxy.lifecycle.Event.DIAL_CANCELLED;
import static dev.sallyport.proxy.lifecycle.Event.DIAL_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.FIN_SENT;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_COMPLETED;
import static dev.sallyport.proxy.lifecycle.Event.HANDSHAKE_FAILED;
import static dev.sallyport.proxy.lifecycle.Event.HELLO;
import static dev.sallyport.proxy.lifecycle.Event.KEYS_DERIVED;
import static dev.sallyport.proxy.lifecycle.Event.RST_RECEIVED;
import static dev.sallyport.proxy.lifecycle.Event.RST_SENT;
import static dev.sallyport.proxy.lifecycle.Event.TIMED_OUT;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the upstream is dialled, and what becomes of a server that cannot be used. */
class DialTest {

  @Test
  void aCleartextClientIsDialledForAtOnce() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .timers(Timer.NONE, Timer.CONNECT)
        .upstream(DIALLED)
        .tcp(TcpState.ESTABLISHED, TcpState.SYN_SENT)
        .timers(Timer.NONE, Timer.CONNECT)
        .upstream(CONNECTED)
        .gives(RELAY)
        .timers(Timer.IDLE, Timer.NONE);
  }

  @Test
  void aTlsClientMayBeDialledForBeforeItsHello() {
    Conversation.of(terminating(DialOn.ACCEPTED))
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HELLO, KEYS_DERIVED)
        .downstream(HANDSHAKE_COMPLETED)
        .gives(RELAY);
  }

  @Test
  void aTlsClientMayBeDialledForAtItsHello() {
    Conversation.of(terminating(DialOn.HELLO))
        .downstream(ACCEPTED)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HELLO)
        .gives(DIAL)
        .timers(Timer.HANDSHAKE, Timer.CONNECT)
        .upstream(DIALLED)
        .downstream(HANDSHAKE_COMPLETED)
        .upstream(CONNECTED)
        .gives(RELAY);
  }

  @Test
  void aTlsClientMayBeDialledForAfterItsHandshake() {
    Conversation.of(terminating(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, KEYS_DERIVED)
        .downstream(HANDSHAKE_COMPLETED)
        .gives(DIAL);
  }

  @Test
  void aMirroredAlpnHoldsTheUpstreamHelloUntilTheDownstreamHandshakeIsDone() {
    Conversation.of(reencrypting(DialOn.ACCEPTED))
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED)
        .tls(TlsState.AWAITING_HELLO, TlsState.AWAITING_HELLO)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HELLO)
        .downstream(HANDSHAKE_COMPLETED)
        .timers(Timer.NONE, Timer.HANDSHAKE)
        .upstream(HELLO, CERTIFICATE_VERIFIED)
        .timers(Timer.NONE, Timer.HANDSHAKE)
        .upstream(HANDSHAKE_COMPLETED)
        .gives(RELAY)
        .tls(TlsState.ESTABLISHED, TlsState.ESTABLISHED);
  }

  @Test
  void theNextServerIsDialledWhenOneRefuses() {
    Conversation.of(cleartext(), 3)
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.CONNECTION_REFUSED)
        .gives(DIAL)
        .tcp(TcpState.ESTABLISHED, TcpState.NONE)
        .timers(Timer.NONE, Timer.CONNECT)
        .upstream(DIAL_FAILED, ErrorType.NAME_NOT_RESOLVED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED)
        .gives(RELAY)
        .isFine()
        .timeline(
            UPSTREAM,
            "0ms tcp.dial",
            "0ms tcp.dial_failed",
            "0ms tcp.dial_failed",
            "0ms tcp.dial",
            "0ms tcp.connected");
  }

  @Test
  void theNextServerIsDialledWhenOneDoesNotAnswer() {
    Conversation.of(cleartext(), 2)
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(TIMED_OUT)
        .gives(DIAL)
        .timers(Timer.NONE, Timer.CONNECT)
        .isFine();
  }

  @Test
  void theNextServerIsDialledWhenTlsToOneFails() {
    Conversation.of(reencrypting(DialOn.HANDSHAKE), 4)
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, HELLO)
        .upstream(HANDSHAKE_FAILED, ErrorType.CERTIFICATE_WRONG_NAME)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, HELLO)
        .upstream(RST_RECEIVED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, HELLO)
        .upstream(TIMED_OUT)
        .gives(DIAL)
        .tcp(TcpState.ESTABLISHED, TcpState.NONE)
        .tls(TlsState.ESTABLISHED, TlsState.AWAITING_HELLO)
        .upstream(DIALLED, CONNECTED, HELLO)
        .upstream(HANDSHAKE_COMPLETED)
        .gives(RELAY)
        .isFine();
  }

  @Test
  void aServerThatLeavesInItsHandshakeIsReplaced() {
    Conversation.of(reencrypting(DialOn.HANDSHAKE), 2)
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, HELLO, FIN_RECEIVED)
        .upstream(HANDSHAKE_FAILED, ErrorType.PEER_CLOSED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, HELLO)
        .upstream(HANDSHAKE_COMPLETED)
        .gives(RELAY)
        .downstream(CLOSE_NOTIFY_RECEIVED)
        .gives(FINISH_OTHER)
        .firstEnd(Closer.DOWNSTREAM, Means.CLOSE_NOTIFY)
        .isFine();
  }

  @Test
  void theLastServersFailureIsTheFlows() {
    Conversation.of(cleartext(), 2)
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.HOST_UNREACHABLE)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.CONNECTION_REFUSED)
        .gives(ABORT)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.CLOSED)
        .firstEnd(Closer.UPSTREAM, Means.ERROR)
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "SYN_SENT", ErrorType.CONNECTION_REFUSED);
  }

  @Test
  void aConnectTimeoutIsAFailureToConnect() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .after(Duration.ofSeconds(5))
        .upstream(TIMED_OUT)
        .gives(ABORT)
        .upstream(DIAL_CANCELLED)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tcp(TcpState.CLOSED, TcpState.CLOSED)
        .firstEnd(Closer.PROXY, Means.TIMEOUT)
        .firstEndAt(Duration.ofSeconds(5))
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "SYN_SENT", ErrorType.TIMEOUT);
  }

  /** A dial given up in time for the next server is told as failed, its cause as the limit. */
  @Test
  void aDialThatFailedByItsTimeLimitWasEndedByIt() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.TIMEOUT)
        .gives(ABORT)
        .firstEnd(Closer.PROXY, Means.TIMEOUT)
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "SYN_SENT", ErrorType.TIMEOUT);
  }

  @Test
  void aConnectionThatIsResetInsteadOfAcceptedWasEndedByTheReset() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.PEER_RESET)
        .gives(ABORT)
        .firstEnd(Closer.UPSTREAM, Means.RST)
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "SYN_SENT", ErrorType.PEER_RESET);
  }

  @Test
  void aDialThatFailsIsNoFailureOfTls() {
    Conversation.of(reencrypting(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.CONNECTION_REFUSED)
        .gives(ABORT)
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "SYN_SENT", ErrorType.CONNECTION_REFUSED);
  }

  @Test
  void aNameThatIsNotResolvedInTimeIsAFailureToConnect() {
    Conversation.of(cleartext())
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(TIMED_OUT)
        .gives(ABORT)
        .downstream(RST_SENT)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "NONE", ErrorType.TIMEOUT);
  }

  @Test
  void aFailureOfTlsToTheLastServerIsTheFlows() {
    Conversation.of(reencrypting(DialOn.HANDSHAKE))
        .downstream(ACCEPTED, HELLO, HANDSHAKE_COMPLETED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, HELLO)
        .upstream(HANDSHAKE_FAILED, ErrorType.CERTIFICATE_WRONG_NAME)
        .gives(ABORT)
        .tls(TlsState.ESTABLISHED, TlsState.FAILED)
        .firstEnd(Closer.PROXY, Means.ERROR)
        .fails(
            Outcome.UPSTREAM_TLS_FAILED, UPSTREAM, "HANDSHAKING", ErrorType.CERTIFICATE_WRONG_NAME);
  }

  @Test
  void aBackendThatCannotBeDialledFailsTheFlowAlsoDuringTheClientsHandshake() {
    Conversation.of(terminating(DialOn.HELLO))
        .downstream(ACCEPTED)
        .downstream(HELLO)
        .gives(DIAL)
        .upstream(DIALLED)
        .upstream(DIAL_FAILED, ErrorType.CONNECTION_REFUSED)
        .gives(ABORT)
        .downstream(HANDSHAKE_FAILED, FIN_SENT)
        .timers(Timer.CLOSE, Timer.NONE)
        .downstream(FIN_RECEIVED)
        .gives(CLOSE_THIS)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .tls(TlsState.FAILED, TlsState.CLEAR)
        .fails(Outcome.UPSTREAM_CONNECT_FAILED, UPSTREAM, "SYN_SENT", ErrorType.CONNECTION_REFUSED);
  }

  @Test
  void aServerThatIsReadyAndBreaksIsNotReplaced() {
    Conversation.of(terminating(DialOn.ACCEPTED), 2)
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED)
        .downstream(HELLO)
        .upstream(RST_RECEIVED)
        .gives(ABORT)
        .fails(Outcome.DOWNSTREAM_TLS_FAILED, UPSTREAM, "ESTABLISHED", ErrorType.PEER_RESET);
  }

  @Test
  void aServerThatIsReadyAndEndsIsRemembered() {
    Conversation.of(terminating(DialOn.ACCEPTED))
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED, CONNECTED, FIN_RECEIVED)
        .timers(Timer.HANDSHAKE, Timer.NONE)
        .downstream(HELLO)
        .downstream(HANDSHAKE_COMPLETED)
        .gives(RELAY)
        .timers(Timer.HALF_CLOSE, Timer.NONE)
        .downstream(CLOSE_NOTIFY_SENT, FIN_SENT)
        .firstEnd(Closer.UPSTREAM, Means.FIN)
        .isFine();
  }

  @Test
  void aClientThatBreaksWhileItIsDialledForCancelsTheDial() {
    Conversation.of(cleartext(), 2)
        .downstream(ACCEPTED)
        .gives(DIAL)
        .upstream(DIALLED)
        .downstream(RST_RECEIVED)
        .gives(ABORT)
        .upstream(DIAL_CANCELLED)
        .downstream(DESCRIPTOR_CLOSED)
        .gives(REPORT)
        .fails(Outcome.RESET, DOWNSTREAM, "ESTABLISHED", ErrorType.PEER_RESET);
  }

  @Test
  void aFlowRoutedToATlsBackendAwaitsItsHandshake() {
    Lifecycle lifecycle =
        new Lifecycle(terminating(DialOn.HELLO), new Timeline(new ManualTicker()), () -> true);
    lifecycle.on(DOWNSTREAM, ACCEPTED);
    assertThat(lifecycle.on(DOWNSTREAM, HELLO)).isEqualTo(DIAL);

    lifecycle.route(true);
    lifecycle.on(DOWNSTREAM, HANDSHAKE_COMPLETED);
    lifecycle.on(UPSTREAM, DIALLED);

    assertThat(lifecycle.on(UPSTREAM, CONNECTED)).isNull();
    assertThat(lifecycle.timer(UPSTREAM)).isEqualTo(Timer.HANDSHAKE);
    assertThat(lifecycle.on(UPSTREAM, HELLO)).isNull();
    assertThat(lifecycle.on(UPSTREAM, HANDSHAKE_COMPLETED)).isEqualTo(RELAY);
    assertThatIllegalStateException().isThrownBy(() -> lifecycle.route(false));
  }
}
