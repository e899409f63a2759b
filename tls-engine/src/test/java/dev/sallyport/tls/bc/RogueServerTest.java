package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsVersion;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Servers whose first messages, which are in clear, break the rules. */
final class RogueServerTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String RENEGOTIATION = "ff01000100";

  @Test
  void answersWhatWasNotOffered() {
    Endpoint client = client(TlsVersion.TLS_1_3);
    byte[] hello = client.take();
    String sessionId = HEX.formatHex(hello, 44, 44 + hello[43]);
    String share = "003300240" + "01d0020" + "09".repeat(32);
    client.give(serverHello(sessionId, "1301", "002b00020304" + share + "77770000"));
    assertRefused(client, FailureType.PROTOCOL_VIOLATION, "unsupported_extension");
  }

  @Test
  void claimsTls13WithoutAnyExtension() {
    Endpoint client = client(TlsVersion.TLS_1_3);
    byte[] hello = client.take();
    String sessionId = HEX.formatHex(hello, 44, 44 + hello[43]);
    String body = "0304" + "00".repeat(32) + "20" + sessionId + "1301" + "00";
    client.give(record("02%06x%s".formatted(body.length() / 2, body)));
    assertRefused(client, FailureType.PROTOCOL_VIOLATION, "illegal_parameter");
  }

  @Test
  void acknowledgesTheNameByAName() {
    Endpoint client = client(TlsVersion.TLS_1_2);
    client.give(serverHello("", "c02b", RENEGOTIATION + "0000000100"));
    assertRefused(client, FailureType.PROTOCOL_VIOLATION, "illegal_parameter");
  }

  @Test
  void cutsItsListOfCertificatesShort() {
    Endpoint client = client(TlsVersion.TLS_1_2);
    client.give(serverHello("", "c02b", RENEGOTIATION));
    client.give(record("0b0000030000ff"));
    assertRefused(client, FailureType.MALFORMED, "decode_error");
  }

  private static Endpoint client(TlsVersion version) {
    Endpoint client = Pair.client(Pair.clientProfile(version));
    client.engine().begin();
    return client;
  }

  private static byte[] serverHello(String sessionId, String suite, String extensions) {
    String body =
        "0303%s%02x%s%s00%04x%s"
            .formatted(
                "00".repeat(32),
                sessionId.length() / 2,
                sessionId,
                suite,
                extensions.length() / 2,
                extensions);
    return record("02%06x%s".formatted(body.length() / 2, body));
  }

  private static byte[] record(String content) {
    return HEX.parseHex("160303%04x%s".formatted(content.length() / 2, content));
  }

  private static void assertRefused(Endpoint client, FailureType type, String alert) {
    assertThat(client.failure().type()).as(client.failure().detail()).isEqualTo(type);
    assertThat(client.story()).endsWith("> alert fatal " + alert, "  handshake_failed");
  }
}
