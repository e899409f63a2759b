package dev.sallyport.tls;

import static dev.sallyport.tls.ClientHelloBytes.hello;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class FingerprintTest {

  static List<Arguments> published() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    FingerprintTest.class.getResourceAsStream("client-hellos.txt")),
                StandardCharsets.US_ASCII))) {
      return in.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arguments.of((Object[]) line.split(" \\| ", -1)))
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("published")
  void areThoseThatOthersPublishForTheSameHello(
      String client, String ja3, String ja4, String message) throws DecodeException {
    Fingerprint fingerprint = of(HexFormat.of().parseHex(message));
    assertThat(fingerprint.ja3()).as(client).isEqualTo(ja3);
    assertThat(fingerprint.ja4()).as(client).isEqualTo(ja4);
  }

  @Test
  void leaveOutReservedValuesWhereverTheyStand() throws DecodeException {
    ClientHelloBytes plain =
        hello()
            .suites(0x1301, 0xC02B)
            .versions(0x0304, 0x0303)
            .groups(29, 23)
            .alpn("h2")
            .signatureSchemes(0x0403, 0x0804);
    ClientHelloBytes greased =
        hello()
            .suites(0x0A0A, 0x1301, 0xC02B)
            .extension(0xFAFA, new byte[1])
            .versions(0xBABA, 0x0304, 0x0303)
            .groups(0x2A2A, 29, 23)
            .alpn("::", "h2")
            .signatureSchemes(0x3A3A, 0x0403, 0x0804);
    assertThat(of(greased.message())).isEqualTo(of(plain.message()));
    assertThat(of(plain.message()).ja4()).startsWith("t13i0204h2_");
  }

  /** What JA4's page says of protocols that are not letters and digits. */
  @ParameterizedTest
  @CsvSource({
    "h2,h2",
    "http/1.1,h1",
    "x,xx",
    "\u00ab,ab",
    "' ',20",
    "\u00ab\u00cd,ad",
    "' a',21",
    "0\u00ab,3b",
    "'a ',60",
    "01\u00ab\u00cd,3d",
    "0\u00ab\u00cd1,01"
  })
  void showTheEndsOfTheFirstProtocol(String protocol, String ends) throws DecodeException {
    Fingerprint fingerprint = of(hello().alpn(protocol, "h3").message());
    assertThat(fingerprint.ja4()).startsWith("t12i0201" + ends + "_");
  }

  @ParameterizedTest
  @CsvSource({"0x0304,13", "0x0303,12", "0x0302,11", "0x0301,10", "0x0300,s3", "0x7f1c,00"})
  void nameTheHighestVersion(String code, String version) throws DecodeException {
    byte[] message = hello().versions(0x0A0A, 0x0002, Integer.decode(code)).message();
    assertThat(of(message).ja4()).startsWith("t" + version + "i");
  }

  @Test
  void areOfNothingWhereNothingWasSent() throws DecodeException {
    Fingerprint fingerprint = of(hello().suites(0x0A0A).serverName("example.com").message());
    assertThat(fingerprint.ja4()).isEqualTo("t12d000100_000000000000_000000000000");
    // printf 771,,0,, | md5sum
    assertThat(fingerprint.ja3()).isEqualTo("eb135aa01a32c0d5cf6ca9cc0f16d7f5");
  }

  @Test
  void countAllOfALongListAndShowNoMoreThan99() throws DecodeException {
    int[] suites = IntStream.range(0x4000, 0x4000 + 2000).toArray();
    int[] one = IntStream.range(0x4000, 0x4000 + 1999).toArray();
    Fingerprint fingerprint = of(hello().suites(suites).message());
    assertThat(fingerprint.ja4()).startsWith("t12i990000_");
    assertThat(fingerprint).isNotEqualTo(of(hello().suites(one).message()));
    assertThat(fingerprint).isEqualTo(of(hello().suites(suites).message()));
  }

  private static Fingerprint of(byte[] message) throws DecodeException {
    return ClientHello.decode(message, 0, message.length).fingerprint();
  }
}
