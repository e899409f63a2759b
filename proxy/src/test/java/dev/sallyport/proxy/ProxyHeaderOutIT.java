package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** A backend that wants a PROXY header learns from it who the client is, then gets its bytes. */
class ProxyHeaderOutIT {

  private static final HexFormat HEX = HexFormat.of();

  @TempDir private Path directory;

  @OnEachTransport
  void version1(String transport) throws Exception {
    Sent sent = send(transport, "v1", "listeners.web.proxy-protocol = off", "");
    assertThat(sent.bytes)
        .isEqualTo(
            "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\nhello".formatted(sent.client, sent.listener));
  }

  @OnEachTransport
  void version2(String transport) throws Exception {
    Sent sent = send(transport, "v2", "listeners.web.proxy-protocol = off", "");
    assertThat(HEX.formatHex(sent.bytes.getBytes(ISO_8859_1)))
        .isEqualTo(
            "0d0a0d0a000d0a515549540a2111000c7f0000017f000001%04x%04x"
                    .formatted(sent.client, sent.listener)
                + HEX.formatHex("hello".getBytes(ISO_8859_1)));
  }

  @OnEachTransport
  void conveysWhatWasConveyed(String transport) throws Exception {
    String header = "PROXY TCP6 2001:db8::7 2001:db8::9 40000 443\r\n";
    Sent sent = send(transport, "v1", "listeners.web.proxy-protocol = required", header);
    assertThat(sent.bytes)
        .startsWith("PROXY TCP6 2001:db8:")
        .endsWith(" 40000 443\r\nhello")
        .hasLineCount(2);
  }

  /** What the backend was sent, and from which port to which. */
  private record Sent(String bytes, int client, int listener) {}

  private Sent send(String transport, String version, String setting, String header)
      throws Exception {
    CompletableFuture<String> received = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection ->
                    received.complete(
                        new String(connection.getInputStream().readAllBytes(), ISO_8859_1)));
        RunningProxy proxy =
            RunningProxy.relay(
                directory,
                backend.port(),
                transport,
                setting,
                "backends.app.proxy-protocol = " + version)) {
      Sent sent;
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write((header + "hello").getBytes(ISO_8859_1));
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        sent = new Sent(received.get(), client.getLocalPort(), proxy.port());
      }
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.OK);
      assertThat(proxy.record().downstream().bytes().in()).isEqualTo("hello".length());
      return sent;
    }
  }
}
