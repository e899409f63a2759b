package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9525, case by case. */
class HostNameTest {
  @ParameterizedTest
  @CsvSource({
    "example.com,           example.com",
    "EXAMPLE.com.,          example.com",
    "xn--bcher-kva.Example, xn--bcher-kva.example",
    "my_service,            my_service",
    "3com.example,          3com.example",
    "127.0.0.1,             127.0.0.1",
    "::1,                   ::1",
    "[2001:DB8::0:0:1],     2001:db8::1",
    "2001:db8:0:1:0:0:0:1,  2001:db8:0:1::1",
    "fe80::1%eth0,          fe80::1",
    "::,                    ::",
    "1:0:0:2:0:0:3:4,       1::2:0:0:3:4",
  })
  void hasOneFormForEachHost(String host, String text) {
    assertThat(HostName.parse(host)).map(HostName::text).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..b",
        ".example.com",
        "example.com..",
        "-a.example",
        "a-.example",
        "a b",
        "*",
        "*.example.com",
        "bücher.example",
        "a\u0000.example",
        "a/b",
        "1.2.3",
        "127.1",
        "256.1.1.1",
        "1.2.3.4.",
        "[::1",
        "::g",
        "1:2",
        "[127.0.0.1]",
        "a\n",
        "a.example\n",
        "\u212Aelvin.example"
      })
  void refusesWhatIsNoHost(String host) {
    assertThat(HostName.parse(host)).isEmpty();
  }

  @Test
  void boundsTheLength() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));

    assertThat(HostName.parse(longest)).isPresent();
    assertThat(HostName.parse(longest + "a")).isEmpty();
    assertThat(HostName.parse(label + "a.example")).isEmpty();
    assertThat(HostName.parse("a.".repeat(1_000_000))).isEmpty();
  }

  @Test
  void parsesItsOwnTextAgainAndNeverFails() {
    String alphabet = "0123456789abcdef:::...%[]-_*x";
    Random random = new Random(1);
    int hosts = 0;
    for (int i = 0; i < 200_000; i++) {
      String text =
          random
              .ints(random.nextInt(12), 0, alphabet.length())
              .mapToObj(c -> alphabet.substring(c, c + 1))
              .collect(Collectors.joining());
      Optional<HostName> host = HostName.parse(text);
      if (host.isPresent()) {
        hosts++;
        assertThat(HostName.parse(host.get().text())).as(text).isEqualTo(host);
      }
    }
    assertThat(hosts).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com,   a.example.com",
    "a.example.com,   A.Example.COM",
    "A.example.com.,  a.example.com",
    "a.example.com,   *.example.com",
    "a.example.com,   *.EXAMPLE.com",
    "example.com,     *.com",
    "xn--a.example,   *.example",
  })
  void isMatched(String host, String dnsName) {
    assertThat(HostName.parse(host).orElseThrow().matches(dnsName)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com,    b.example.com",
    "example.com,      *.example.com",
    "a.b.example.com,  *.example.com",
    "a.example.com,    a*.example.com",
    "a.example.com,    *a.example.com",
    "a.example.com,    *.*.com",
    "a.example.com,    a.*.com",
    "a.example.com,    a.example.*",
    "a.example.com,    *",
    "localhost,        *",
    "a.example.com,    a.example.com.",
    "a.example.com,    .example.com",
    "127.0.0.1,        127.0.0.1",
    "127.0.0.1,        *.0.0.1",
    "::1,              ::1",
  })
  void isNotMatched(String host, String dnsName) {
    assertThat(HostName.parse(host).orElseThrow().matches(dnsName)).isFalse();
  }
}
