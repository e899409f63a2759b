package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** A server with which TLS does not come up is told why, while the next one is served from. */
class NextServerIT {

  private static final int USER_CANCELED = 90;

  /** Long enough for a good server on a busy machine to be heard. */
  private static final String SHORT = "timeouts { handshake = 3s, close = 2s }";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of the backend");

  @OnEachTransport
  void isTriedWhileTheFirstReadsTheAlert(String transport) throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    try (TestBackend first =
            TestBackend.accepting(
                JdkTls.listen(ca.server("other.test")),
                connection -> told.complete(failure(connection)));
        TestBackend second = good();
        RunningProxy proxy = proxy(first.port(), second.port(), transport, "")) {
      isServed(proxy, second.port());
      assertThat(told.get()).contains("bad_certificate");
    }
  }

  @OnEachTransport
  void isTriedWhenTheFirstIsSilentAndLeavesItInTime(String transport) throws Exception {
    CompletableFuture<byte[]> heard = new CompletableFuture<>();
    CompletableFuture<Void> left = new CompletableFuture<>();
    try (TestBackend first =
            TestBackend.start(
                connection -> {
                  heard.complete(connection.getInputStream().readAllBytes());
                  await().until(() -> ResetAfterFinIT.isBroken(connection));
                  left.complete(null);
                });
        TestBackend second = good();
        RunningProxy proxy = proxy(first.port(), second.port(), transport, SHORT)) {
      isServed(proxy, second.port());
      assertThat(heard.get()).endsWith(2, USER_CANCELED);
      left.get();
    }
  }

  private TestBackend good() throws IOException {
    return TestBackend.accepting(
        JdkTls.listen(ca.server("app.test")),
        connection -> connection.getOutputStream().write("good".getBytes(US_ASCII)));
  }

  private static void isServed(RunningProxy proxy, int port) throws IOException {
    try (Socket client = proxy.connect()) {
      assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("good");
    }
    assertThat(proxy.record().outcome()).isEqualTo(Outcome.OK);
    assertThat(proxy.record().heading().server()).isEqualTo("127.0.0.1:" + port);
  }

  private static String failure(Socket socket) {
    try {
      return "read " + socket.getInputStream().read();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private RunningProxy proxy(int first, int second, String transport, String more) {
    ca.writeCertificate(directory.resolve("ca.pem"));
    return RunningProxy.start(
        directory,
        """
        listeners.web { bind = "127.0.0.1:0", backend = app }
        backends.app {
          servers = ["127.0.0.1:%d", "127.0.0.1:%d"]
          tls { server-name = app.test, trust = "ca.pem" }
        }
        %s
        %s
        """
            .formatted(first, second, transport, more));
  }
}
