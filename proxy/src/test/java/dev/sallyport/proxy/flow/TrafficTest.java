package dev.sallyport.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.record.ConnectionRecord;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private final Traffic traffic = new Traffic();

  @Test
  void whatDidNotPassHasNoTime() {
    traffic.flushed(5_000);
    assertThat(traffic.isNone()).isTrue();
    assertThat(traffic.first()).isNull();
    assertThat(traffic.last()).isNull();
  }

  @Test
  void whatIsReceivedHasItsTimeAndWhatIsSentThatOfItsFlush() {
    traffic.firstIn(1_000);
    traffic.received(4, 1_000);
    traffic.received(6, 2_000);
    traffic.flushed(3_000);
    assertThat(traffic.last()).isEqualTo(ConnectionRecord.ByteTimes.of(2L, null));
    assertThat(traffic.isFirstOutDue()).isFalse();
    traffic.sent(3);
    traffic.flushed(7_000);
    traffic.flushed(9_000);
    assertThat(traffic.bytes()).isEqualTo(new ConnectionRecord.Bytes(10, 3));
    assertThat(traffic.last()).isEqualTo(ConnectionRecord.ByteTimes.of(2L, 7L));
    assertThat(traffic.first()).isEqualTo(ConnectionRecord.ByteTimes.of(1L, null));
    assertThat(traffic.isFirstIn()).isFalse();
    assertThat(traffic.isFirstOutDue()).isTrue();
    traffic.firstOut(9_000);
    assertThat(traffic.isFirstOutDue()).isFalse();
  }

  @Test
  void silenceIsCountedFromWhenWeSaidOurLast() {
    assertThat(traffic.isSilentSinceSaid()).isFalse();
    traffic.received(1, 1_000);
    traffic.said();
    assertThat(traffic.isSilentSinceSaid()).isTrue();
    traffic.received(1, 2_000);
    assertThat(traffic.isSilentSinceSaid()).isFalse();
  }
}
