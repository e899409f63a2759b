package dev.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FirstBytesTest {

  @Test
  void plainTextIsShownAsSuchUpToTheEndOfItsLine() {
    assertThat(shown("SSH-2.0-x")).isEqualTo("not TLS, begins with \"SSH-2\"");
    assertThat(shown("a~ !")).isEqualTo("not TLS, begins with \"a~ !\"");
    assertThat(shown("NO\r\n")).isEqualTo("not TLS, begins with \"NO\"");
  }

  @Test
  void otherBytesAreShownAsHexadecimal() {
    assertThat(shown("a\u001bc")).isEqualTo("not TLS, begins with 611b63");
    assertThat(shown("A\r\nB\r")).isEqualTo("not TLS, begins with 410d0a420d");
    assertThat(shown("A\u001f\u001e")).isEqualTo("not TLS, begins with 411f1e");
    assertThat(shown("a\"b")).isEqualTo("not TLS, begins with 612262");
    assertThat(shown("\r\n\r\n\r")).isEqualTo("not TLS, begins with 0d0a0d0a0d");
    assertThat(shown("\u007f\u00e9\u0000")).isEqualTo("not TLS, begins with 7fe900");
  }

  private static String shown(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return String.valueOf(FirstBytes.notTls(bytes, 0, bytes.length));
  }
}
