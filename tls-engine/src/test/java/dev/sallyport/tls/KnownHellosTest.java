package dev.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was computed for one hello is never taken for that of another. */
final class KnownHellosTest {
  private final KnownHellos known = new KnownHellos();

  private static HelloNumbers numbers(Consumer<HelloNumbers> change) {
    HelloNumbers numbers = new HelloNumbers();
    numbers.legacyVersion = 0x0303;
    numbers.suites = new char[] {0x1301, 0xC02B};
    numbers.extensions = new char[] {0, 10, 16};
    numbers.groups = new char[] {29, 23};
    numbers.formats = new char[] {0, 1};
    numbers.schemes = new char[] {0x0403, 0x0804};
    numbers.versions = new char[] {0x0304};
    numbers.protocol = "h2";
    change.accept(numbers);
    return numbers;
  }

  private static ClientHello hello(HelloNumbers numbers) {
    List<String> suites = new NameList(numbers.suites, 512, Registry.CIPHER_SUITES::name);
    return new ClientHello(
        List.of("TLSv1.3"),
        "00".repeat(32),
        suites,
        List.of("x25519"),
        List.of("ed25519"),
        List.of(),
        List.of(),
        null,
        512,
        new Fingerprint(numbers));
  }

  private KnownHellos.Words words(HelloNumbers numbers) {
    return known.of(hello(numbers));
  }

  @Test
  void thoseOfTheSameNumbersAreFoundAgain() {
    KnownHellos.Words first = words(numbers(same -> {}));
    assertThat(words(numbers(same -> {}))).isSameAs(first);
    assertThat(first.ja3()).isEqualTo(numbers(same -> {}).ja3());
    assertThat(first.ja4()).isEqualTo(numbers(same -> {}).ja4());
    assertThat(first.cipherSuites())
        .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  }

  static List<Consumer<HelloNumbers>> changes() {
    return List.of(
        n -> n.legacyVersion = 0x0302,
        n -> n.suites = new char[] {0xC02B, 0x1301},
        n -> n.extensions = new char[] {0, 16, 10},
        n -> n.groups = new char[] {23, 29},
        n -> n.formats = new char[] {1, 0},
        n -> n.schemes = new char[] {0x0804, 0x0403},
        n -> n.versions = new char[] {0x0303},
        n -> n.protocol = "h3");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anyOtherNumberMakesThemOthers(Consumer<HelloNumbers> change) {
    HelloNumbers other = numbers(change);
    assertThat(other).isNotEqualTo(numbers(same -> {}));
    assertThat(other).isEqualTo(numbers(change)).hasSameHashCodeAs(numbers(change));
  }

  /** "Aa" and "BB" have one hash code, so that the numbers with them share a place. */
  @Test
  void oneTakesThePlaceOfAnotherAndNotItsWords() {
    HelloNumbers one = numbers(n -> n.protocol = "Aa");
    HelloNumbers other = numbers(n -> n.protocol = "BB");
    assertThat(one).hasSameHashCodeAs(other);
    for (int turn = 0; turn < 2; turn++) {
      assertThat(words(one).ja4()).isEqualTo(one.ja4()).isNotEqualTo(other.ja4());
      assertThat(words(other).ja4()).isEqualTo(other.ja4());
    }
  }

  @Test
  void ofLongListsTheyAreThoseOfTheHello() {
    HelloNumbers longOnes = numbers(n -> n.suites = "x".repeat(2000).toCharArray());
    assertThat(words(longOnes).ja3()).isEqualTo(longOnes.ja3());
  }
}
