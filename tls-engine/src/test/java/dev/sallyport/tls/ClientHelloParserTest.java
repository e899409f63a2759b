package dev.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.tls.ClientHelloParser.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientHelloParserTest {
  private static final ClientHelloBytes HELLO =
      ClientHelloBytes.hello()
          .suites(0x5A5A, 0x1301, 0xC02B, 0x00FF, 0x1234)
          .serverName("WWW.Example.com")
          .alpn("h2", "http/1.1", "\n\n", "\u00ff")
          .versions(0x7A7A, 0x0304, 0x0303)
          .groups(0x1A1A, 0x11EC, 0x001D, 0x9999)
          .signatureSchemes(0x0403, 0x0201)
          .keyShare(0x001D);

  private static void assertHello(ClientHello hello) {
    assertThat(hello.versions()).containsExactly("GREASE", "TLSv1.3", "TLSv1.2");
    assertThat(hello.random()).isEqualTo("ab".repeat(32));
    assertThat(hello.cipherSuites())
        .containsExactly(
            "GREASE",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
            "0x1234");
    assertThat(hello.groups()).containsExactly("GREASE", "X25519MLKEM768", "x25519", "0x9999");
    assertThat(hello.signatureSchemes())
        .containsExactly("ecdsa_secp256r1_sha256", "rsa_pkcs1_sha1");
    assertThat(hello.alpn()).containsExactly("h2", "http/1.1", "GREASE", "0xFF");
    assertThat(hello.keyShareGroups()).containsExactly("x25519");
    assertThat(hello.serverName()).isEqualTo("www.example.com");
    assertThat(hello.length()).isEqualTo(HELLO.message().length);
  }

  @Test
  void readsEveryCutInTwo() {
    byte[] stream = HELLO.record();
    for (int cut = 0; cut <= stream.length; cut++) {
      ClientHelloParser parser = new ClientHelloParser();
      Status first = parser.feed(stream, 0, cut);
      assertThat(first).isEqualTo(cut < stream.length ? Status.NEED_MORE : Status.COMPLETE);
      assertThat(parser.feed(stream, cut, stream.length - cut)).isEqualTo(Status.COMPLETE);
      assertHello(parser.hello());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 50, 200})
  void readsAMessageInManyRecordsOneOctetAtATime(int fragment) {
    byte[] stream = HELLO.records(fragment);
    ClientHelloParser parser = new ClientHelloParser();
    for (int i = 0; i < stream.length; i++) {
      assertThat(parser.feed(stream, i, 1))
          .isEqualTo(i < stream.length - 1 ? Status.NEED_MORE : Status.COMPLETE);
    }
    assertHello(parser.hello());
  }

  @Test
  void looksAtNothingBehindTheHello() {
    byte[] stream = ClientHelloBytes.concat(HELLO.record(), new byte[] {99, 99, 99, 99, 99});
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.feed(stream, 0, stream.length)).isEqualTo(Status.COMPLETE);
    assertThat(parser.feed(stream, 0, stream.length)).isEqualTo(Status.COMPLETE);
  }

  @Test
  void aHelloWithoutExtensionsOffersItsLegacyVersion() {
    byte[] message = ClientHelloBytes.hello().message();
    byte[] bare = Arrays.copyOf(message, message.length - 2);
    bare[3] = (byte) (bare[3] - 2);
    byte[] stream = ClientHelloBytes.record(bare);
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.feed(stream, 0, stream.length)).isEqualTo(Status.COMPLETE);
    assertThat(parser.hello().versions()).containsExactly("TLSv1.2");
    assertThat(parser.hello().serverName()).isNull();
    assertThat(parser.hello().alpn()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "PROXY TCP4 ", "\u0000\u0001"})
  void whatIsNotTls(String text) {
    byte[] stream = text.getBytes(StandardCharsets.ISO_8859_1);
    ClientHelloParser whole = new ClientHelloParser();
    assertThat(whole.feed(stream, 0, stream.length)).isEqualTo(Status.NOT_TLS);
    assertThat(whole.detail()).isNotEmpty();
    ClientHelloParser piecemeal = new ClientHelloParser();
    for (int i = 0; i < stream.length; i++) {
      piecemeal.feed(stream, i, 1);
    }
    assertThat(piecemeal.status()).isEqualTo(Status.NOT_TLS);
    assertThatThrownBy(piecemeal::hello).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 11})
  void anSsl2HelloIsKnownHoweverItIsCut(int piece) {
    byte[] stream = {(byte) 0x80, 0x2E, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10};
    ClientHelloParser parser = new ClientHelloParser();
    for (int at = 0; at < stream.length; at += piece) {
      parser.feed(stream, at, Math.min(piece, stream.length - at));
    }
    assertThat(parser.status()).isEqualTo(Status.NOT_TLS);
    assertThat(parser.detail()).isEqualTo("SSL 2.0 ClientHello");
  }

  @Test
  void otherRecordsAndMessagesAreMalformed() {
    assertMalformed(new byte[] {23, 3, 3, 0, 1, 0}, "a record of type 23");
    assertMalformed(new byte[] {22, 3, 3, 0, 0}, "a handshake record of 0 octets");
    assertMalformed(new byte[] {22, 3, 3, 127, 0}, "a handshake record of 32512 octets");
    assertMalformed(ClientHelloBytes.record(new byte[] {2, 0, 0, 0}), "of type 2");
    assertMalformed(ClientHelloBytes.record(new byte[] {1, 0, 0, 0}), "legacy_version");
  }

  @Test
  void badExtensionsAreMalformed() {
    assertMalformed(
        ClientHelloBytes.hello().serverName("a").serverName("b").record(), "is repeated");
    assertMalformed(ClientHelloBytes.hello().serverName("b\u00fccher").record(), "host name");
    assertMalformed(ClientHelloBytes.hello().serverName("").record(), "host name");
    assertMalformed(
        ClientHelloBytes.hello().extension(43, new byte[] {2, 3}).record(), "cut short");
    assertMalformed(
        ClientHelloBytes.hello().extension(43, new byte[] {2, 3, 4, 9}).record(), "longer");
    assertMalformed(ClientHelloBytes.hello().alpn("").record(), "a protocol_name is empty");
    assertMalformed(ClientHelloBytes.hello().alpn().record(), "the list of protocols is empty");
  }

  @Test
  void moreThanTheBoundIsTooLarge() {
    byte[] huge = ClientHelloBytes.record(new byte[] {1, 1, 0, 0});
    assertThat(new ClientHelloParser().feed(huge, 0, huge.length)).isEqualTo(Status.TOO_LARGE);
    byte[] stream = HELLO.records(1);
    assertThat(new ClientHelloParser(300).feed(stream, 0, stream.length))
        .isEqualTo(Status.TOO_LARGE);
  }

  @Test
  void longListsAreCutShort() {
    byte[] stream = ClientHelloBytes.hello().suites(new int[2000]).record();
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.feed(stream, 0, stream.length)).isEqualTo(Status.COMPLETE);
    assertThat(parser.hello().cipherSuites()).hasSize(512);
  }

  /** No octets whatever make it throw, or wait for more once it has decided. */
  @Test
  void randomChangesNeverThrow() {
    Random random = new Random(2026);
    byte[] original = HELLO.records(60);
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = original.clone();
      for (int i = 0; i < 1 + round % 4; i++) {
        stream[random.nextInt(stream.length)] = (byte) random.nextInt();
      }
      ClientHelloParser parser = new ClientHelloParser();
      int cut = random.nextInt(stream.length);
      Status first = parser.feed(stream, 0, cut);
      Status second = parser.feed(stream, cut, stream.length - cut);
      assertThat(first == Status.NEED_MORE || first == second).isTrue();
    }
  }

  private static void assertMalformed(byte[] stream, String detail) {
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.feed(stream, 0, stream.length)).isEqualTo(Status.MALFORMED);
    assertThat(parser.detail()).contains(detail);
  }
}
