package dev.sallyport.proxy;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;

/** What proxies need that take TLS for {@code web.test}: a certificate, and a backend. */
record TlsListener(Path directory, TestCertificates ca, TestBackend backend)
    implements AutoCloseable {

  /** Answers one line by the same, and ends. */
  static final TestBackend.Script ONE_LINE =
      ((TestBackend.Script)
              connection -> {
                int octet;
                do {
                  octet = connection.getInputStream().read();
                  connection.getOutputStream().write(octet);
                } while (octet != '\n' && octet >= 0);
              })
          .untilCut();

  /** With a certificate of this kind before a backend that performs {@code script}. */
  static TlsListener of(KeyKind kind, Path directory, TestBackend.Script script)
      throws IOException {
    TestCertificates ca = TestCertificates.authority("CA of the proxy");
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.leaf("web.test").kind(kind).identity(), directory, "web");
    return new TlsListener(directory, ca, TestBackend.start(script));
  }

  /** Where the certificate of the CA is. */
  String trust() {
    return directory.resolve("ca.pem").toString();
  }

  /** A proxy with these settings more in its listener. */
  RunningProxy proxy(String more) {
    return RunningProxy.relay(
        directory,
        backend.port(),
        "listeners.web.tls.certificates = [ { cert = \"web.pem\", key = \"web.key\" } ]",
        "listeners.web {\n" + more + "\n}");
  }

  @Override
  public void close() throws IOException {
    backend.close();
  }
}
