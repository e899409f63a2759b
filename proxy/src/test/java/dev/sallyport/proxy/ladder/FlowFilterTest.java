package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.proxy.ladder.FlowFilter.Remote;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which flows are of interest. */
class FlowFilterTest {
  @Test
  void withoutAFilterEveryFlowIs() throws IOException {
    for (String name : LadderTest.flows().toList()) {
      assertThat(FlowFilter.NONE.matches(LadderTest.flow(name))).isTrue();
    }
  }

  @Test
  void anyOfTheOutcomesWillDo() throws IOException {
    FlowFilter failed = new FlowFilter(Set.of(Outcome.RESET, Outcome.TIMED_OUT), null, null, null);

    assertThat(failed.matches(LadderTest.flow("reset"))).isTrue();
    assertThat(failed.matches(LadderTest.flow("timed-out"))).isTrue();
    assertThat(failed.matches(LadderTest.flow("https"))).isFalse();
  }

  /** The client asked for orders.eu-west.shop.example.com. */
  @ParameterizedTest
  @CsvSource({
    "orders.eu-west.shop.example.com, true",
    "Orders.EU-West.shop.example.com, true",
    "*.eu-west.shop.example.com, true",
    "*.shop.example.com, false",
    "*.example.com, false",
    "eu-west.shop.example.com, false",
  })
  void aNameIsExactOrAWildcardForOneLabel(String pattern, boolean matches) throws IOException {
    FlowFilter named = new FlowFilter(Set.of(), pattern, null, null);

    assertThat(named.matches(LadderTest.flow("re-encrypted"))).isEqualTo(matches);
    assertThat(named.matches(LadderTest.flow("cleartext"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a b", "*.*.example.com", "10.0.0.1"})
  void whatIsNoNameIsNoPattern(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlowFilter(Set.of(), text, null, null))
        .withMessageContaining("not a host name");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:50000, true",
    "127.0.0.1:50000, 127.0.0.1:50000, true",
    "127.0.0.1:50001, 127.0.0.1:50000, false",
    "127.0.0.2, 127.0.0.1:50000, false",
    "127.0.0.0/8, 127.200.0.1:50000, true",
    "128.0.0.0/8, 127.200.0.1:50000, false",
    "::1, [::1]:50000, true",
    "[::1]:50000, [::1]:50000, true",
    "[0:0:0:0:0:0:0:1]:50000, [::1]:50000, true",
    "2001:db8::/32, [2001:db8:cafe::1]:50000, true",
    "2001:db8::/32, [2001:db9::1]:50000, false",
    "127.0.0.0/8, [::1]:50000, false",
    "127.0.0.1, nonsense, false",
    "127.0.0.1, not.an.address:1, false",
  })
  void aClientIsAnAddressWithOrWithoutAPortOrARange(String text, String address, boolean matches) {
    assertThat(Remote.parse(text).matches(address)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "127.0.0.1/33", "[::1]", "127.0.0.1:x", ":443"})
  void whatIsNoAddressIsNoClient(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Remote.parse(text));
  }

  @Test
  void aRecordWithoutAnAddressIsOfNoClient() {
    assertThat(Remote.parse("0.0.0.0/0").matches(null)).isFalse();
  }

  /** The flow came from 127.0.0.1, in the name of 192.0.2.7:4711. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "192.0.2.0/24, true", "192.0.2.7:4711, true", "192.0.3.1, false"})
  void whomAProxyHeaderNamesIsTheClientToo(String text, boolean matches) throws IOException {
    FlowFilter remote = new FlowFilter(Set.of(), null, Remote.parse(text), null);

    assertThat(remote.matches(LadderTest.flow("kernel"))).isEqualTo(matches);
  }

  @Test
  void slowerIsLongerThanThat() throws IOException {
    FlowRecord flow = LadderTest.flow("kernel"); // 853 µs

    assertThat(slowerThan(Duration.ofNanos(852_999)).matches(flow)).isTrue();
    assertThat(slowerThan(Duration.ofNanos(853_000)).matches(flow)).isFalse();
  }

  @Test
  void aFlowHasAllThatIsAskedFor() throws IOException {
    FlowRecord flow = LadderTest.flow("kernel");
    Remote client = Remote.parse("127.0.0.1");

    assertThat(new FlowFilter(Set.of(Outcome.OK), null, client, Duration.ZERO).matches(flow))
        .isTrue();
    assertThat(new FlowFilter(Set.of(Outcome.RESET), null, client, null).matches(flow)).isFalse();
    assertThat(
            new FlowFilter(Set.of(Outcome.OK), null, client, Duration.ofSeconds(1)).matches(flow))
        .isFalse();
  }

  private static FlowFilter slowerThan(Duration duration) {
    return new FlowFilter(Set.of(), null, null, duration);
  }
}
