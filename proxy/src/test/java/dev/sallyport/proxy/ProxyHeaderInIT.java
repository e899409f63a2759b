package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.FlowRecord.Proxied;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A PROXY header is taken off the stream; the addresses in it are the client's from then on. */
class ProxyHeaderInIT {

  private static final String V1 = "PROXY TCP4 192.0.2.7 198.51.100.9 40000 443\r\n";

  /** Signature, version 2 and PROXY, IPv4 and TCP, 12 bytes: the same addresses as in V1. */
  private static final String V2 =
      hex(
          "0d0a0d0a000d0a515549540a"
              + "21"
              + "11"
              + "000c"
              + "c0000207"
              + "c6336409"
              + "9c40"
              + "01bb");

  /** The same command with no address: what a proxy's own health check sends. */
  private static final String V2_LOCAL = hex("0d0a0d0a000d0a515549540a" + "20" + "00" + "0000");

  private static final Proxied CONVEYED = new Proxied("192.0.2.7:40000", "198.51.100.9:443");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"required", "optional"})
  void version1(String setting) throws Exception {
    assertThat(relayed(setting, V1).heading().proxied()).isEqualTo(CONVEYED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"required", "optional"})
  void version2(String setting) throws Exception {
    assertThat(relayed(setting, V2).heading().proxied()).isEqualTo(CONVEYED);
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, "PROXY TCP6 2001:db8::7 2001:db8::9 1 2\r\n"})
  void mayComeByteByByte(String header) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = start("required", backend, "")) {
      try (Socket client = proxy.connect()) {
        client.setTcpNoDelay(true);
        for (byte next : (header + "hello").getBytes(ISO_8859_1)) {
          client.getOutputStream().write(next);
        }
        assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
      }
      assertThat(proxy.record().heading().proxied()).isNotNull();
    }
  }

  @Test
  void ofNoAddressLeavesTheConnectionsOwn() throws Exception {
    assertThat(relayed("required", V2_LOCAL).heading().proxied()).isNull();
    assertThat(relayed("required", "PROXY UNKNOWN\r\n").heading().proxied()).isNull();
  }

  @Test
  void mayBeMissingWhereItIsOptional() throws Exception {
    assertThat(relayed("optional", "").heading().proxied()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"P", "PING\r\n", "\r", "\r\nHELO"})
  void thatIsOptionalHoldsNothingBackThatIsNone(String text) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = start("optional", backend, "")) {
      try (Socket client = proxy.connect()) {
        write(client, text);
        if (text.length() == 1) {
          client.shutdownOutput();
        }
        assertThat(client.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
      }
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.OK);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRO", "PROXY TCP4 192.0.2.7 198.51"})
  void thatIsCutShortIsNotNothing(String part) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = start("required", backend, "")) {
      try (Socket client = proxy.connect()) {
        write(client, part);
        client.shutdownOutput();
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.ERROR);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.PEER_CLOSED);
    }
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 40000\r\n",
        "PROXY TCP4 nowhere 198.51.100.9 40000 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 40000 99999\r\n",
        "\r\n\r\n\0\r\nQUIT\n1\u0011\0\fa b c d e f ",
      })
  void thatIsMissingOrMalformedIsRefused(String begin) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = start("required", backend, "")) {
      try (Socket client = proxy.connect()) {
        write(client, begin);
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
      isRefused(proxy.record(), ErrorType.BAD_PROXY_HEADER);
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "deny = [192.0.2.0/24], ACCESS_DENIED",
    "allow = [127.0.0.0/8], ACCESS_DENIED",
  })
  void isWhatTheAccessRulesAreAskedAbout(String rule, ErrorType type) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy =
            start("required", backend, rule.replace("[", "[\"").replace("]", "\"]"))) {
      try (Socket client = proxy.connect()) {
        write(client, V1);
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
      FlowRecord record = proxy.record();
      isRefused(record, type);
      assertThat(record.heading().proxied()).isEqualTo(CONVEYED);
      assertThat(backend.accepted()).isZero();
    }
  }

  private static void isRefused(FlowRecord record, ErrorType type) {
    assertThat(record.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(Told.error(record).type()).isEqualTo(type);
    assertThat(record.upstream()).isNull();
  }

  /** Sends {@code header} and a greeting, of which only the greeting must reach the backend. */
  private FlowRecord relayed(String setting, String header) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = start(setting, backend, "")) {
      try (Socket client = proxy.connect()) {
        write(client, header + "hello");
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello");
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(Told.upstream(record).bytes().out()).isEqualTo("hello".length());
      return record;
    }
  }

  private RunningProxy start(String setting, TestBackend backend, String rule) {
    return RunningProxy.relay(
        directory, backend.port(), "listeners.web { proxy-protocol = " + setting, rule + "}");
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String hex(String digits) {
    return new String(HexFormat.of().parseHex(digits), ISO_8859_1);
  }
}
