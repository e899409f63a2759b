package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text made to fit. */
class FitTest {
  @Test
  void namesLoseTheirMiddle() {
    assertThat(Fit.middle("orders.example.com", 18)).isEqualTo("orders.example.com");
    assertThat(Fit.middle("orders.example.com", 11)).isEqualTo("order…e.com");
    assertThat(Fit.middle("orders.example.com", 2)).isEqualTo("o…");
    assertThat(Fit.middle("orders.example.com", 1)).isEqualTo("…");
    assertThat(Fit.middle("orders.example.com", 0)).isEmpty();
  }

  @Test
  void addressesKeepTheirPort() {
    assertThat(Fit.address("[2001:db8:85a3::8a2e:370:7334]:8443", 22))
        .isEqualTo("[2001:db…70:7334]:8443")
        .hasSize(22);
    assertThat(Fit.address("[2001:db8::1]:8443", 7)).isEqualTo("[20…443");
  }

  @Test
  void wordsAreKeptWhole() {
    assertThat(Fit.wrap("the peer refused our certificate", 12))
        .containsExactly("the peer", "refused our", "certificate");
  }

  @Test
  void aWordThatIsTooLongBreaksAfterItsPunctuation() {
    assertThat(Fit.wrap("SNI orders.internal.example.com", 20))
        .containsExactly("SNI orders.internal.", "example.com");
    assertThat(Fit.wrap("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 22))
        .containsExactly("TLS_ECDHE_RSA_WITH_", "AES_128_GCM_SHA256");
    assertThat(Fit.wrap("x".repeat(25), 10))
        .containsExactly("x".repeat(10), "x".repeat(10), "x".repeat(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 80})
  void noLineIsTooLongAndNothingIsLost(int width) {
    String text = "a  bb ccc.ddd_eee/ffffffffffffffffffffff g";

    List<String> lines = Fit.wrap(text, width);

    assertThat(lines).allMatch(line -> line.length() <= width);
    assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
  }

  @Test
  void tooManyLinesEndInAnEllipsis() {
    assertThat(Fit.wrap("one two three four", 5, 2)).containsExactly("one", "two…");
    assertThat(Fit.wrap("one two", 5, 2)).containsExactly("one", "two");
  }

  @Test
  void neighboursShareALine() {
    assertThat(Fit.pack(List.of("TLSv1.3", "x25519", "h2"), 16))
        .containsExactly("TLSv1.3 · x25519", "h2");
  }
}
