package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsVersion;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server of TLS 1.2 that goes on from its ServerHello without a certificate. */
final class MissingCertificateTest {
  @ParameterizedTest
  @CsvSource({"0c00000403001d00, server_key_exchange", "0e000000, server_hello_done"})
  void isRefusedAsOutOfPlace(String message, String name) {
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.TLS_1_2));
    client.engine().begin();
    client.give(record(serverHello()));
    client.give(record(message));
    assertThat(client.failure().type()).as(name).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(client.failure().alert()).extracting("name").isEqualTo("unexpected_message");
    assertThat(client.story()).endsWith("> alert fatal unexpected_message", "  handshake_failed");
  }

  private static String serverHello() {
    String body = "0303" + "00".repeat(32) + "00c02b00" + "0005" + "ff01000100";
    return "02%06x%s".formatted(body.length() / 2, body);
  }

  private static byte[] record(String content) {
    return HexFormat.of().parseHex("160303%04x%s".formatted(content.length() / 2, content));
  }
}
