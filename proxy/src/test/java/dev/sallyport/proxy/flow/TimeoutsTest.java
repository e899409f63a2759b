package dev.sallyport.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.flow.Timeouts.Awaited;
import dev.sallyport.proxy.lifecycle.Timer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsTest {
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofMillis(2500),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofSeconds(90));

  @ParameterizedTest
  @CsvSource({
    "HANDSHAKE,  no whole ClientHello came within 10s (timeouts.handshake)",
    "CONNECT,    no connection within 2.5s (timeouts.connect)",
    "IDLE,       no byte moved within 5m (timeouts.idle)",
    "HALF_CLOSE, no byte moved since one direction ended within 1m (timeouts.half-close)",
    "CLOSE,      the peer did not close within 1m30s (timeouts.close)",
  })
  void aLimitIsToldWithItsKey(Timer timer, String told) {
    assertThat(TIMEOUTS.describe(timer, Awaited.CLIENT_HELLO)).isEqualTo(told);
  }
}
