package dev.sallyport.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.kernel.KernelEvent.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as Linux 6.18 writes them. */
class TraceLineTest {

  private static final String CLOSING =
      "         python3-26315   [001] ..... 12615.274038: inet_sock_set_state: family=AF_INET"
          + " protocol=IPPROTO_TCP sport=18080 dport=58640 saddr=127.0.0.1 daddr=127.0.0.2"
          + " saddrv6=::ffff:127.0.0.1 daddrv6=::ffff:127.0.0.2 oldstate=TCP_ESTABLISHED"
          + " newstate=TCP_FIN_WAIT1";

  @Test
  void aStateChangeOfAnIpv4Socket() throws Exception {
    TraceLine line = parsed(CLOSING);
    assertThat(line.socket()).isEqualTo(pair("127.0.0.1", 18080, "127.0.0.2", 58640));
    assertThat(line.event())
        .isEqualTo(
            new KernelEvent(
                12_615_274_038_000L,
                Kind.STATE,
                KernelState.ESTABLISHED,
                KernelState.FIN_WAIT_1,
                null));
  }

  @Test
  void anIpv4ConnectionOfAnIpv6SocketIsThatOfItsIpv4Addresses() throws Exception {
    TraceLine line = parsed(CLOSING.replace("AF_INET ", "AF_INET6 "));
    assertThat(line.socket().local().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
  }

  @Test
  void anIpv6Socket() throws Exception {
    TraceLine line =
        parsed(
            " curl-7 [000] ..s2.     0.375910: inet_sock_set_state: family=AF_INET6"
                + " protocol=IPPROTO_TCP sport=8443 dport=45004 saddr=127.0.0.6 daddr=127.0.0.6"
                + " saddrv6=2001:db8::1 daddrv6=::1 oldstate=TCP_SYN_RECV newstate=TCP_ESTABLISHED");
    assertThat(line.socket()).isEqualTo(pair("2001:db8::1", 8443, "::1", 45004));
    assertThat(line.event().nanos()).isEqualTo(375_910_000L);
    assertThat(line.event().accepts()).isTrue();
    assertThat(line.event().opens()).isTrue();
  }

  @Test
  void anRstReceived() throws Exception {
    TraceLine line =
        parsed(
            " openssl-26300 [001] ..s2. 12615.107039: tcp_receive_reset: family=AF_INET6"
                + " sport=32931 dport=57008 saddr=127.0.0.1 daddr=127.0.0.1"
                + " saddrv6=::ffff:127.0.0.1 daddrv6=::ffff:127.0.0.1 sock_cookie=1001");
    assertThat(line.socket()).isEqualTo(pair("127.0.0.1", 32931, "127.0.0.1", 57008));
    assertThat(line.event())
        .isEqualTo(new KernelEvent(12_615_107_039_000L, Kind.RST_RECEIVED, null, null, null));
  }

  @Test
  void anRstSentHasItsReason() throws Exception {
    TraceLine line =
        parsed(
            " python3-26315 [001] ..... 12615.437018: tcp_send_reset: skbaddr=0000000000000000"
                + " skaddr=00000000fef0a435 src=127.0.0.1:58646 dest=127.0.0.1:18080"
                + " state=TCP_CLOSE reason=TCP_ABORT_ON_CLOSE");
    assertThat(line.socket()).isEqualTo(pair("127.0.0.1", 58646, "127.0.0.1", 18080));
    assertThat(line.event().kind()).isEqualTo(Kind.RST_SENT);
    assertThat(line.event().reason()).isEqualTo("TCP_ABORT_ON_CLOSE");
  }

  @Test
  void anRstSentOverIpv6() throws Exception {
    TraceLine line =
        parsed(
            " python3-26315 [001] ..... 12615.376143: tcp_send_reset: skbaddr=0000000000000000"
                + " skaddr=00000000b7401db0 src=[::1]:45004 dest=[::1]:18080 state=TCP_CLOSE"
                + " reason=TCP_STATE");
    assertThat(line.socket()).isEqualTo(pair("::1", 45004, "::1", 18080));
  }

  @Test
  void aSegmentSentAgain() throws Exception {
    TraceLine line =
        parsed(
            " <idle>-0 [001] ..s2. "
                + "12700.000001: tcp_retransmit_skb: skbaddr=00000000fef0a435 skaddr=0000000000000001"
                + " family=AF_INET sport=8443 dport=9 saddr=10.0.0.1 daddr=10.0.0.2"
                + " saddrv6=::ffff:10.0.0.1 daddrv6=::ffff:10.0.0.2 state=TCP_ESTABLISHED err=0");
    assertThat(line.socket()).isEqualTo(pair("10.0.0.1", 8443, "10.0.0.2", 9));
    assertThat(line.event().kind()).isEqualTo(Kind.RETRANSMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b: [0] 1-2", "1.000001: tcp_x", "9.1: sport=1"})
  void theNameOfATaskMayBeAnything(String task) throws Exception {
    TraceLine line = parsed(CLOSING.replace("python3", task));
    assertThat(line.event().nanos()).isEqualTo(12_615_274_038_000L);
    assertThat(line.socket().local().getPort()).isEqualTo(18080);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CPU:1 [LOST 12 EVENTS]",
        " sh-1 [000] ..... 1.000001: tracing_mark_write: stop",
        " sh-1 [000] ..... 1.000001: inet_sock_set_state: family=AF_INET",
        ": inet_sock_set_state: sport=1 dport=2 saddrv6=::1 daddrv6=::1 oldstate=TCP_LISTEN"
            + " newstate=TCP_SYN_RECV",
        " sh-1 [000] ..... 1.000001: inet_sock_set_state: sport=1 dport=2 saddrv6=::1 daddrv6=::1"
            + " oldstate=TCP_LISTEN newstate=TCP_NEW",
        " sh-1 [000] ..... 1.000001: inet_sock_set_state: sport=1 dport=2 saddrv6=:: daddrv6=x"
            + " oldstate=TCP_LISTEN newstate=TCP_SYN_RECV",
        " sh-1 [000] ..... 1.000001: tcp_send_reset: src= dest=] reason=X",
        " sh-1 [000] ..... 1.000001: tcp_send_reset: src=: dest=: reason=X"
      })
  void whatIsOfAnotherShapeTellsNothing(String text) {
    assertThat(TraceLine.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CPU:1 is lost", "x [LOST 12 EVENTS]"})
  void mostLinesLoseNothing(String text) {
    assertThat(TraceLine.lost(text)).isZero();
  }

  @Test
  void theKernelCountsWhatItLost() {
    assertThat(TraceLine.lost("CPU:1 [LOST 1234 EVENTS]")).isEqualTo(1234);
    assertThat(TraceLine.lost("CPU:1 [LOST EVENTS]")).isEqualTo(1);
  }

  private static TraceLine parsed(String line) {
    return Objects.requireNonNull(TraceLine.parse(line));
  }

  static SocketPair pair(String local, int localPort, String remote, int remotePort)
      throws UnknownHostException {
    return new SocketPair(
        new InetSocketAddress(InetAddress.getByName(local), localPort),
        new InetSocketAddress(InetAddress.getByName(remote), remotePort));
  }
}
