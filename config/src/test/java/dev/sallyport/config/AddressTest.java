package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses to bind and to dial, and ranges of them. */
class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8443, 127.0.0.1:8443",
    "*:8443, *:8443",
    "[::]:0, [::]:0",
    "[0:0:0::1]:1, [::1]:1",
    "[2001:db8:0:0:1:0:0:0]:1, [2001:db8:0:0:1::]:1",
    "[10::10]:1, [10::10]:1",
    "[2001:db8:0:1:1:1:1:1]:1, [2001:db8:0:1:1:1:1:1]:1",
    "LOCALHOST:1, 127.0.0.1:1",
  })
  void whatCanBeBoundIsRead(String text, String shown) {
    assertThat(BindAddress.parse(text)).hasToString(shown);
  }

  @Test
  void allInterfacesAreTheJdksWildcard() {
    assertThat(BindAddress.parse("*:80").socketAddress()).isEqualTo(new InetSocketAddress(80));
    assertThat(BindAddress.parse("127.0.0.1:80").socketAddress())
        .isEqualTo(new InetSocketAddress(ip("127.0.0.1"), 80));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, 127.0.0.1:1, true",
    "127.0.0.1:1, 127.0.0.1:2, false",
    "127.0.0.1:0, 127.0.0.1:0, false",
    "127.0.0.1:1, 127.0.0.2:1, false",
    "127.0.0.1:1, 0.0.0.0:1, true",
    "127.0.0.1:1, [::]:1, true",
    "127.0.0.1:1, [::1]:1, false",
    "[::1]:1, 0.0.0.0:1, false",
    "[::1]:1, [::]:1, true",
    "0.0.0.0:1, [::]:1, true",
    "*:1, 127.0.0.1:1, true",
    "*:1, *:1, true",
    "*:1, 0.0.0.0:1, true",
  })
  void addressesOverlapWhenOneWouldTakeTheOthers(String one, String other, boolean overlap) {
    assertThat(BindAddress.parse(one).overlaps(BindAddress.parse(other))).isEqualTo(overlap);
    assertThat(BindAddress.parse(other).overlaps(BindAddress.parse(one))).isEqualTo(overlap);
  }

  @Test
  void aServerIsANameOrAnAddress() {
    assertThat(ServerAddress.parse("app.example:80"))
        .isEqualTo(new ServerAddress("app.example", 80))
        .hasToString("app.example:80");
    assertThat(ServerAddress.parse("my_host:08443")).isEqualTo(new ServerAddress("my_host", 8443));
    assertThat(ServerAddress.parse("[::1]:80"))
        .isEqualTo(new ServerAddress("::1", 80))
        .hasToString("[::1]:80");
    assertThat(ServerAddress.parse("192.0.2.1:80")).isEqualTo(new ServerAddress("192.0.2.1", 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "host:", ":1", "1.2.3.4.5:1", "a..b:1", "01.2.3.4:1", "[x]:1"})
  void whatIsNoServerIsRefused(String text) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "10.0.0.0/9, 10.127.0.1, true",
    "10.0.0.0/9, 10.128.0.1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "::/0, ::1, true",
    "::1/128, ::1, true",
  })
  void aRangeHoldsWhatSharesItsPrefix(String range, String address, boolean holds) {
    assertThat(Cidr.parse(range).contains(ip(address).getAddress())).isEqualTo(holds);
  }

  @Test
  void denyWinsOverAllow() {
    AccessConfig access =
        new AccessConfig(List.of(Cidr.parse("10.0.0.0/8")), List.of(Cidr.parse("10.1.0.0/16")), 0);

    assertThat(access.permits(ip("10.0.0.1"))).isTrue();
    assertThat(access.permits(ip("10.1.0.1"))).isFalse();
    assertThat(access.permits(ip("11.0.0.1"))).isFalse();
    AccessConfig open = new AccessConfig(List.of(), List.of(Cidr.parse("::1")), 0);
    assertThat(open.permits(ip("192.0.2.1"))).isTrue();
    assertThat(open.permits(ip("::1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g::1",
        "xyz:1",
        "localhost:1",
        "localhost",
        "1.2.3",
        "1.2.3.256",
        ":",
        "[::1]",
        "1::2::3"
      })
  void whatIsNoAddressIsNotAskedOfANameServer(String text) {
    assertThat(IpLiteral.parse(text)).isNull();
  }

  private static InetAddress ip(String text) {
    return Objects.requireNonNull(IpLiteral.parse(text));
  }
}
