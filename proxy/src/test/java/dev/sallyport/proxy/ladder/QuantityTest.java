package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantities at the borders of their units. */
class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 µs",
    "999, 999 µs",
    "1000, 1.00 ms",
    "9994, 9.99 ms",
    "9996, 10.0 ms",
    "99960, 100 ms",
    "999499, 999 ms",
    "999500, 1.00 s",
    "59940000, 59.9 s",
    "59960000, 1 min 00 s",
    "3599400000, 59 min 59 s",
    "3599600000, 1 h 00 min",
    "90061000000, 25 h 01 min"
  })
  void durations(long micros, String text) {
    assertThat(Quantity.duration(micros).replace('\u00a0', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "1048063, 1023 KiB",
    "1048064, 1.00 MiB",
    "1073741824, 1.00 GiB",
    "9223372036854775807, 8192 PiB"
  })
  void amounts(long bytes, String text) {
    assertThat(Quantity.bytes(bytes).replace('\u00a0', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1073741824, 1000000, 1.00 GiB/s", "500, 1000000, 500 B/s", "1, 0, 977 KiB/s"})
  void rates(long bytes, long micros, String text) {
    assertThat(Quantity.rate(bytes, micros).replace('\u00a0', ' ')).isEqualTo(text);
  }
}
