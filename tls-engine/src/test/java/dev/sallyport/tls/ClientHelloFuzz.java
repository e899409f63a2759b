package dev.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.tls.ClientHelloParser.Status;
import java.util.Arrays;

/** The reader of a ClientHello at the start of a stream, whatever that stream is. */
final class ClientHelloFuzz {
  private static final int LIMIT = 2048;

  @FuzzTest
  void anyStream(byte[] stream) {
    ClientHelloParser whole = new ClientHelloParser(LIMIT);
    whole.feed(stream, 0, stream.length);
    ClientHelloParser pieces = inPieces(stream);

    assertThat(pieces.status()).isEqualTo(whole.status());
    assertThat(begun(pieces.detail())).isEqualTo(begun(whole.detail()));
    if (whole.status() == Status.COMPLETE) {
      assertPlain(whole.hello());
      assertThat(pieces.hello()).isEqualTo(whole.hello());
    } else {
      assertThat(whole.detail().isEmpty()).isEqualTo(whole.status() == Status.NEED_MORE);
      assertThat(whole.detail()).matches("[ -~]*");
    }
    Status before = whole.status();
    if (before != Status.NEED_MORE) {
      assertThat(whole.feed(stream, 0, stream.length)).isEqualTo(before);
    } else {
      assertThat(stream.length).isLessThanOrEqualTo(LIMIT);
    }
  }

  /** Cut after lengths that the stream itself says, in a buffer that is overwritten each time. */
  private static ClientHelloParser inPieces(byte[] stream) {
    ClientHelloParser parser = new ClientHelloParser(LIMIT);
    int at = 0;
    while (at < stream.length) {
      int length = Math.min(1 + (stream[at] & 0x1F), stream.length - at);
      byte[] piece = Arrays.copyOfRange(stream, at, at + length);
      parser.feed(piece, 0, length);
      Arrays.fill(piece, (byte) 0xFF);
      at += length;
    }
    return parser;
  }

  /** All that gets into a record: names, and a fingerprint of the form that it always has. */
  private static void assertPlain(ClientHello hello) {
    assertThat(hello.random()).matches("[0-9a-f]{64}");
    assertThat(hello.length()).isBetween(38, LIMIT);
    assertThat(hello.versions()).isNotEmpty().allMatch(ClientHelloFuzz::visible);
    assertThat(hello.cipherSuites()).allMatch(ClientHelloFuzz::visible);
    assertThat(hello.groups()).allMatch(ClientHelloFuzz::visible);
    assertThat(hello.keyShareGroups()).allMatch(ClientHelloFuzz::visible);
    assertThat(hello.signatureSchemes()).allMatch(ClientHelloFuzz::visible);
    assertThat(hello.alpn()).allMatch(ClientHelloFuzz::visible);
    assertThat(hello.serverName() == null || visible(hello.serverName())).isTrue();
    assertThat(hello.fingerprint().ja3()).matches("[0-9a-f]{32}");
    assertThat(hello.fingerprint().ja4())
        .matches("t(1[0-3]|s[23]|00)[di][0-9]{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}");
  }

  /** Without the first octets, of which there may have been fewer or more when it was told. */
  private static String begun(String detail) {
    return detail.replaceFirst("begins with .+", "begins with");
  }

  private static boolean visible(String text) {
    return text.matches("[!-~]+");
  }
}
