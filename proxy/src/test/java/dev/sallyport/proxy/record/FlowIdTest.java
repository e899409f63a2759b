package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers of flows: ULIDs. */
class FlowIdTest {
  private static final Instant ACCEPTED = Instant.parse("2016-07-30T23:54:10.259Z");

  /** The example of the ULID specification: this moment is 01ARZ3NDEK.... */
  @Test
  void beginsWithTheTime() {
    FlowId id = FlowId.at(ACCEPTED);

    assertThat(id.toString()).matches("01ARZ3NDEK[0-9A-HJKMNP-TV-Z]{16}").hasSize(26);
  }

  @Test
  void everyIdentifierIsReadBack() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      FlowId id = new FlowId(random.nextLong(), random.nextLong());
      assertThat(FlowId.parse(id.toString())).isEqualTo(id);
      assertThat(FlowId.parse(id.toString().toLowerCase(Locale.ROOT))).isEqualTo(id);
    }
  }

  @Test
  void textsSortByTime() {
    FlowId earlier = FlowId.at(ACCEPTED);
    FlowId later = FlowId.at(ACCEPTED.plusMillis(1));

    assertThat(earlier.toString()).isLessThan(later.toString());
  }

  @Test
  void identifiersOfOneMillisecondDiffer() {
    Set<FlowId> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(ids.add(FlowId.at(ACCEPTED))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01ARZ3NDEKTSV4RRFFQ69G5FA",
        "01ARZ3NDEKTSV4RRFFQ69G5FAVX",
        "81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "01ARZ3NDEKTSV4RRFFQ69G5FAU",
        "01ARZ3NDEKTSV4RRFFQ69G5FA\u00df"
      })
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> FlowId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ULID");
  }
}
