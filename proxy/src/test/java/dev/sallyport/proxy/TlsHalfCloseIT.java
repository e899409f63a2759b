package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that ends its output by close_notify still receives all that the backend sends after it,
 * and a backend that ends first still receives all of the client.
 */
class TlsHalfCloseIT {

  private static final int SIZE = 4 << 20;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");
  private final byte[] request = random(1);
  private final byte[] answer = random(2);
  private final CompletableFuture<byte[]> told = new CompletableFuture<>();

  private static byte[] random(int seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A conversation of a backend that answers when it has heard the end. */
  private void answerAfterEnd(Socket connection) throws IOException {
    told.complete(connection.getInputStream().readAllBytes());
    connection.getOutputStream().write(answer);
  }

  /** The other way round. */
  private void listenAfterEnd(Socket connection) throws IOException {
    connection.getOutputStream().write(answer);
    connection.shutdownOutput();
    told.complete(connection.getInputStream().readAllBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theClientEndsFirst(boolean tlsUpstream) throws Exception {
    try (TestBackend backend = TestBackend.accepting(listen(tlsUpstream), this::answerAfterEnd);
        RunningProxy proxy = proxy(backend.port(), tlsUpstream)) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write(request);
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
      }
      assertThat(told.get()).isEqualTo(request);
      assertEnded(proxy.record(), Closer.DOWNSTREAM, Means.CLOSE_NOTIFY);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theBackendEndsFirst(boolean tlsUpstream) throws Exception {
    try (TestBackend backend = TestBackend.accepting(listen(tlsUpstream), this::listenAfterEnd);
        RunningProxy proxy = proxy(backend.port(), tlsUpstream)) {
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
        client.getOutputStream().write(request);
        client.shutdownOutput();
      }
      assertThat(told.get()).isEqualTo(request);
      assertEnded(proxy.record(), Closer.UPSTREAM, tlsUpstream ? Means.CLOSE_NOTIFY : Means.FIN);
    }
  }

  /** What it sends, its end included, waits until there is a backend. */
  @Test
  void theClientEndsBeforeTheBackendIsDialled() throws Exception {
    try (TestBackend backend = TestBackend.start(this::answerAfterEnd);
        RunningProxy proxy =
            RunningProxy.terminating(
                directory, ca, backend.port(), "listeners.web.dial-on = handshake")) {
      byte[] small = {1, 2, 3};
      try (SSLSocket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write(small);
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
      }
      assertThat(told.get()).isEqualTo(small);
      assertEnded(proxy.record(), Closer.DOWNSTREAM, Means.CLOSE_NOTIFY);
    }
  }

  @Test
  void socatEndsFirst() throws Exception {
    Tool socat = Tool.of("socat");
    try (TestBackend backend = TestBackend.start(this::answerAfterEnd);
        RunningProxy proxy = proxy(backend.port(), false)) {
      Tool.Reading<byte[]> client =
          socat.read(
              List.of(
                  "-t20",
                  "-",
                  "OPENSSL:127.0.0.1:%d,cafile=%s,snihost=web.test,commonname=web.test"
                      .formatted(proxy.port(), directory.resolve("ca.pem"))),
              out -> out.readAllBytes());
      assertThat(client.exitCode()).as(client.err()).isZero();
      assertThat(client.out()).isEqualTo(answer);
      assertThat(told.get()).isEmpty();
      assertEnded(proxy.record(), Closer.DOWNSTREAM, Means.CLOSE_NOTIFY);
    }
  }

  private static void assertEnded(FlowRecord record, Closer first, Means by) {
    FlowAssert flow = assertThatFlow(record).isOk().firstEnd(first, by);
    assertThat(Told.close(record).halfCloseMicros()).isPositive();
    flow.passed(DOWNSTREAM, "in tls.close_notify").passed(DOWNSTREAM, "out tls.close_notify");
    flow.passed(UPSTREAM, "in tcp.fin_received").passed(UPSTREAM, "out tcp.fin_sent");
    assertThat(flow.tls(DOWNSTREAM).close().truncated()).isFalse();
  }

  private ServerSocket listen(boolean tls) throws IOException {
    return tls
        ? JdkTls.listen(ca.server("app.test"))
        : new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private RunningProxy proxy(int port, boolean tlsUpstream) {
    return tlsUpstream
        ? RunningProxy.reencrypting(directory, ca, port)
        : RunningProxy.terminating(directory, ca, port);
  }
}
