package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.RandomRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Words for every end there is. */
class VerdictTest {
  @ParameterizedTest
  @EnumSource(ErrorType.class)
  void everyCauseHasAnAdviceOnBothSides(ErrorType type) {
    for (Side side : Side.values()) {
      assertThat(Advice.of(type, side)).matches("[A-Z].+[.?]");
    }
  }

  @Test
  void everyRecordHasAVerdict() {
    RandomRecords records = new RandomRecords(7);
    for (int i = 0; i < 1_000; i++) {
      assertThat(Verdict.of(records.next())).matches("(?s).+[.?]");
    }
  }
}
