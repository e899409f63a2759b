package dev.sallyport.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(Target.parse(text)).contains(new Target(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "::1:443",
        "a:0",
        "a:65536",
        "a:",
        ":443",
        "a:b",
        "/x/y:1",
        "a:123456"
      })
  void isNothingElse(String text) {
    assertThat(Target.parse(text)).isEmpty();
  }

  @Test
  void isWrittenAsItIsRead() {
    assertThat(new Target("::1", 443)).hasToString("[::1]:443");
    assertThat(new Target("a.example", 443)).hasToString("a.example:443");
  }
}
