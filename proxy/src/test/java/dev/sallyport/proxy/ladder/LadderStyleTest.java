package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says of a terminal. */
class LadderStyleTest {
  @Test
  void aTerminalHasColours() {
    assertThat(LadderStyle.detect(Map.of("LANG", "en_US.UTF-8"), true))
        .isEqualTo(new LadderStyle(80, true, true));
  }

  @Test
  void whatIsNoTerminalHasNone() {
    assertThat(LadderStyle.detect(Map.of("LANG", "C.UTF-8"), false))
        .isEqualTo(new LadderStyle(100, false, true));
  }

  @Test
  void noColorIsObeyedUnlessItIsEmpty() {
    assertThat(LadderStyle.detect(Map.of("NO_COLOR", "1"), true).colour()).isFalse();
    assertThat(LadderStyle.detect(Map.of("NO_COLOR", ""), true).colour()).isTrue();
    assertThat(LadderStyle.detect(Map.of("TERM", "dumb"), true).colour()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"132,132", "40,60", "500,140", "x,80", "0,80", "-5,80", "999999999999,80"})
  void columnsAreObeyedWithinReason(String columns, int width) {
    assertThat(LadderStyle.detect(Map.of("COLUMNS", columns), true).width()).isEqualTo(width);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', en_US.UTF-8, true",
    "'', '', de_DE.utf8, true",
    "C, '', en_US.UTF-8, false",
    "'', C.UTF-8, C, true",
    "'', '', '', false",
    "'', '', de_DE@euro, false"
  })
  void theFirstLocaleThatIsSetDecides(String all, String ctype, String lang, boolean unicode) {
    Map<String, String> environment = Map.of("LC_ALL", all, "LC_CTYPE", ctype, "LANG", lang);

    assertThat(LadderStyle.detect(environment, true).unicode()).isEqualTo(unicode);
  }
}
