package dev.sallyport.proxy.scanners;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.RunningProxy;
import dev.sallyport.proxy.TestBackend;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A proxy that serves {@code web.test} by HTTPS, with a P-256 and an RSA certificate of one CA,
 * before a web server of one page.
 */
record ScannedProxy(TestBackend backend, RunningProxy proxy, Path trust) implements AutoCloseable {
  private static final Duration LIFE = Duration.ofDays(90);
  private static final byte[] PAGE =
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n".getBytes(US_ASCII);

  /**
   * Starts both.
   *
   * @param more settings of the listener's TLS
   */
  static ScannedProxy start(Path directory, String more) throws IOException {
    TestCertificates ca = TestCertificates.authority("CA of the scanned");
    Path trust = directory.resolve("ca.pem");
    ca.writeCertificate(trust);
    Instant now = Instant.now();
    for (KeyKind kind : new KeyKind[] {KeyKind.EC, KeyKind.RSA}) {
      TestCertificates.write(
          ca.leaf("web.test").kind(kind).validity(now.minus(LIFE), now.plus(LIFE)).identity(),
          directory,
          kind.name());
    }
    TestBackend backend = TestBackend.start(((TestBackend.Script) ScannedProxy::serve).untilCut());
    return new ScannedProxy(
        backend,
        RunningProxy.relay(
            directory,
            backend.port(),
            """
            listeners.web.tls {
              certificates = [
                { cert = "EC.pem", key = "EC.key" }, { cert = "RSA.pem", key = "RSA.key" }
              ]
              %s
            }
            """
                .formatted(more)),
        trust);
  }

  /** Answers whatever begins with something by the page. */
  private static void serve(Socket connection) throws IOException {
    if (connection.getInputStream().read() >= 0) {
      connection.getOutputStream().write(PAGE);
    }
  }

  int port() {
    return proxy.port();
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    backend.close();
  }
}
