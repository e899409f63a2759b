package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A connection that is passed through has its ClientHello read, in whatever pieces it comes, and
 * not one byte of it changed; what is no ClientHello reaches no backend.
 */
class PassthroughReadsTheHelloIT {

  private static final byte[] HELLO = RawHello.of("web.test", List.of("h2", "x"));

  @TempDir private Path directory;

  private final CompletableFuture<byte[]> told = new CompletableFuture<>();
  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend =
        TestBackend.start(connection -> told.complete(connection.getInputStream().readAllBytes()));
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  @Test
  void aByteAtATime() throws Exception {
    try (RunningProxy proxy = proxy("")) {
      try (Socket client = proxy.connect()) {
        client.setTcpNoDelay(true);
        for (byte octet : HELLO) {
          client.getOutputStream().write(octet);
        }
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(told.get()).isEqualTo(HELLO);
      FlowAssert flow = assertThatFlow(proxy.record());
      TlsRecord tls = flow.tls(DOWNSTREAM);
      assertThat(tls.parameters().serverName()).isEqualTo("web.test");
      TlsRecord.Offer offer = Objects.requireNonNull(tls.hello().offer());
      assertThat(offer.alpn()).containsExactly("h2", "x");
      assertThat(offer.versions()).contains("TLSv1.3");
      flow.happened(DOWNSTREAM, "tls.client_hello", "tcp.fin_received");
    }
  }

  @Test
  void plainHttpReachesNoBackend() throws Exception {
    try (RunningProxy proxy = proxy("dial-on = hello")) {
      send(proxy, "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertThatFlow(proxy.record())
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.NOT_TLS)
          .byNoAlert()
          .wasNeverDialled();
    }
  }

  @Test
  void halfAHelloReachesNoBackend() throws Exception {
    try (RunningProxy proxy = proxy("dial-on = hello")) {
      send(proxy, Arrays.copyOf(HELLO, HELLO.length / 2));
      assertThatFlow(proxy.record())
          .failed(
              Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "AWAITING_HELLO", ErrorType.PEER_CLOSED)
          .wasNeverDialled();
    }
  }

  /** Sends this and ends; however the proxy takes it, it does not keep silent. */
  private static void send(RunningProxy proxy, byte[] octets) throws IOException {
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write(octets);
      client.shutdownOutput();
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (java.net.SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private RunningProxy proxy(String more) {
    return RunningProxy.start(
        directory,
        """
        listeners.web { bind = "127.0.0.1:0", backend = app, tls.mode = passthrough, %s }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(more, backend.port()));
  }
}
