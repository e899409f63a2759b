package dev.sallyport.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import java.net.InetAddress;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

  @Test
  void whoIsDeniedIsTold() {
    AccessRules rules = new AccessRules(address -> false, 1);
    assertThat(Objects.requireNonNull(rules.enter(CLIENT)).type())
        .isEqualTo(ErrorType.ACCESS_DENIED);
  }

  @Test
  void whoWasRefusedTakesNoPlaceAndWhoLeavesGivesItBack() {
    AccessRules rules = new AccessRules(address -> true, 2);
    assertThat(rules.enter(CLIENT)).isNull();
    assertThat(rules.enter(CLIENT)).isNull();
    for (int i = 0; i < 3; i++) {
      Cause refused = Objects.requireNonNull(rules.enter(CLIENT));
      assertThat(refused.type()).isEqualTo(ErrorType.LIMIT);
      assertThat(refused.detail()).contains("127.0.0.1 has 2");
    }
    rules.leave(CLIENT);
    assertThat(rules.enter(CLIENT)).isNull();
    assertThat(rules.enter(CLIENT)).isNotNull();
  }

  @Test
  void noLimitIsNone() {
    AccessRules rules = new AccessRules(address -> true, 0);
    assertThat(IntStream.range(0, 10_000).mapToObj(i -> rules.enter(CLIENT)))
        .allMatch(Objects::isNull);
  }

  @Test
  void manyAtOnceNeverGetMoreThanTheLimit() {
    AccessRules rules = new AccessRules(address -> true, 7);
    long admitted =
        IntStream.range(0, 1000).parallel().filter(i -> rules.enter(CLIENT) == null).count();
    assertThat(admitted).isLessThanOrEqualTo(7);
    for (long i = 0; i < admitted; i++) {
      rules.leave(CLIENT);
    }
    assertThat(IntStream.range(0, 8).filter(i -> rules.enter(CLIENT) == null).count()).isEqualTo(7);
  }
}
