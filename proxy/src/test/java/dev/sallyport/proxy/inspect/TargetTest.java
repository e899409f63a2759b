package dev.sallyport.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource({
    "a.example:443, a.example, 443",
    "127.0.0.1:1, 127.0.0.1, 1",
    "[::1]:65535, ::1, 65535",
    "my_host:08443, my_host, 8443"
  })
  void isAHostAndAPort(String text, String host, int port) {
    assertThat(Target.isMeantBy(text)).isTrue();
    assertThat(Target.parse(text)).isEqualTo(new Target(host, port));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example:443, 'a server is HOST:PORT, not https://a.example:443'",
    "https://a.example/x, 'a server is HOST:PORT, not https://a.example/x'",
    "::1:443, an IPv6 address stands in brackets: [::1]:443",
    "[::1], 'a server is HOST:PORT, not [::1]'",
    "[a.example]:443, no IPv6 address: [a.example]",
    "a:b:443, 'a server is HOST:PORT, not a:b:443'",
    "a:0, 'a port is 1 to 65535, not 0'",
    "localhost:99999, 'a port is 1 to 65535, not 99999'",
    "a:123456789012, 'a port is 1 to 65535, not 123456789012'",
    "a:, 'a server is HOST:PORT, not a:'",
    ":443, 'a server is HOST:PORT, not :443'"
  })
  void saysWhatIsWrongWithWhatWasMeantForOne(String text, String told) {
    assertThat(Target.isMeantBy(text)).isTrue();
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "web.pem", "a:b", "/x/y:1", "C:/web.pem"})
  void isNotWhatANameOfAFileMeans(String text) {
    assertThat(Target.isMeantBy(text)).isFalse();
  }

  @Test
  void isWrittenAsItIsRead() {
    assertThat(new Target("::1", 443)).hasToString("[::1]:443");
    assertThat(new Target("a.example", 443)).hasToString("a.example:443");
  }
}
