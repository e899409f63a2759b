package dev.sallyport.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.TcpState;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.NotYetConnectedException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketErrorsTest {

  private static final String SERVER = "app:80";
  private static final String SOURCE = "192.0.2.7";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recv(..) failed with error(-104): Connection reset by peer",
        "Connection reset by peer",
        "Connection reset"
      })
  void anRstIsOneInEveryState(String text) {
    assertThat(SocketErrors.isReset(new IOException(text), TcpState.ESTABLISHED)).isTrue();
    assertThat(SocketErrors.isReset(new IOException(text), TcpState.FIN_WAIT_2)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TcpState.class)
  void aBrokenPipeIsAnRstUnlessWeShutTheOutput(TcpState state) {
    boolean shut =
        Set.of(TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2, TcpState.CLOSING, TcpState.TIME_WAIT)
            .contains(state);
    assertThat(SocketErrors.isReset(new IOException("writev(..) failed: Broken pipe"), state))
        .isEqualTo(!shut);
  }

  @Test
  void aShutdownWithoutAConnectionTellsOfAnRst() {
    assertThat(SocketErrors.isReset(new NotYetConnectedException(), TcpState.ESTABLISHED)).isTrue();
    assertThat(SocketErrors.isReset(new IOException(), TcpState.ESTABLISHED)).isFalse();
  }

  @Test
  void aLossIsToldInTheSystemsWords() {
    assertThat(SocketErrors.ofLoss(new IOException("recv(..) failed with error(-110): Timed out")))
        .isEqualTo(new Cause(ErrorType.CONNECTION_LOST, "the connection was lost: timed out"));
    assertThat(SocketErrors.ofLoss(null).detail()).isEqualTo("the connection was lost");
    assertThat(SocketErrors.ofLoss(new IOException()).detail()).endsWith(": IOException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"finishConnect", "io_uring connect"})
  void aDialIsToldWithoutCallAndAddress(String call) {
    Exception own = new ConnectException(call + "(..) failed with error(-111): Connection refused");
    Exception annotated = new ConnectException(own.getMessage() + ": /127.0.0.1:1");
    annotated.initCause(own);
    assertThat(SocketErrors.ofDial(annotated, SERVER, null))
        .isEqualTo(new Cause(ErrorType.CONNECTION_REFUSED, "app:80: connection refused"));
  }

  @Test
  void everyReasonOfADialHasItsType() {
    assertThat(typeOf(new ChannelException(new SocketException("Too many open files"))))
        .isEqualTo(ErrorType.LIMIT);
    assertThat(typeOf(new UnknownHostException("app"))).isEqualTo(ErrorType.NAME_NOT_RESOLVED);
    assertThat(typeOf(new SocketException("Network is unreachable")))
        .isEqualTo(ErrorType.NETWORK_UNREACHABLE);
    assertThat(typeOf(new NoRouteToHostException())).isEqualTo(ErrorType.HOST_UNREACHABLE);
    assertThat(typeOf(new SocketException("Cannot assign requested address")))
        .isEqualTo(ErrorType.ADDRESS_NOT_AVAILABLE);
    assertThat(typeOf(new IOException("Connection reset by peer"))).isEqualTo(ErrorType.PEER_RESET);
    assertThat(typeOf(new IOException("something else"))).isEqualTo(ErrorType.CONNECTION_LOST);
  }

  @Test
  void aDialWithoutALocalPortSaysOfWhichThereAreNone() throws Exception {
    String ports =
        "app:80: no local address or port is left for one more connection to it, mostly since too"
            + " many are open or in TIME_WAIT";
    String connect = "connect(..) failed with error(-99): Cannot assign requested address";
    assertThat(notAvailable("Cannot assign requested address", null)).isEqualTo(ports);
    assertThat(notAvailable(connect, null)).isEqualTo(ports);
    assertThat(notAvailable(connect, SOURCE)).isEqualTo(ports);
    assertThat(notAvailable("bind(..) failed with error(-98): Address already in use", SOURCE))
        .isEqualTo(
            "app:80: no port of source-address 192.0.2.7 is left, since too many connections from"
                + " it are open or in TIME_WAIT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bind(..) failed with error(-99): Cannot assign requested address",
        "Cannot assign requested address: app/192.0.2.1:80"
      })
  void anAddressToDialFromThatIsNotOursIsNamed(String text) throws Exception {
    assertThat(notAvailable(text, SOURCE))
        .isEqualTo("app:80: source-address 192.0.2.7 is not an address of this host");
  }

  @ParameterizedTest
  @CsvSource({
    "bind(..) failed with error(-98): Address already in use, 8443, the address is in use",
    "Cannot assign requested address, 8443, it is not an address of this host",
    "bind(..) failed with error(-13): Permission denied, 1023, 'permission denied: a port below"
        + " net.ipv4.ip_unprivileged_port_start needs root or CAP_NET_BIND_SERVICE'",
    "Permission denied, 1024, permission denied",
    "bind(..) failed with error(-22): Invalid argument, 8443, invalid argument",
    ", 8443, SocketException",
  })
  void aListenerThatCannotListenIsToldWhatHelps(@Nullable String text, int port, String why) {
    Exception failure = new SocketException(text);
    assertThat(SocketErrors.ofBind(failure, port)).isEqualTo(why);
    assertThat(SocketErrors.ofBind(new ChannelException(failure), port)).isEqualTo(why);
  }

  private static @Nullable String notAvailable(String text, @Nullable String source)
      throws UnknownHostException {
    InetAddress address = source == null ? null : InetAddress.getByName(source);
    Cause cause = SocketErrors.ofDial(new SocketException(text), SERVER, address);
    assertThat(cause.type()).isEqualTo(ErrorType.ADDRESS_NOT_AVAILABLE);
    return cause.detail();
  }

  private static ErrorType typeOf(Exception failure) {
    return SocketErrors.ofDial(failure, SERVER, null).type();
  }
}
