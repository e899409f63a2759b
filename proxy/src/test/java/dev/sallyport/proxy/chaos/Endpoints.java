package dev.sallyport.proxy.chaos;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.JdkTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The TLS of all peers. */
record Endpoints(SSLContext clients, SSLContext servers) {

  private static final int PATIENCE_MILLIS = 60_000;

  /** Makes the certificates that peers show, and leaves in a directory what the proxy wants. */
  static Endpoints in(Path directory) throws IOException {
    TestCertificates ca = TestCertificates.authority("CA");
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    return new Endpoints(
        JdkTls.context(null, ca.certificate()), JdkTls.context(ca.server("app.test"), null));
  }

  /** A client of the proxy over a connection that there is. */
  Socket client(Cell cell, Socket plain) throws IOException {
    plain.setSoTimeout(PATIENCE_MILLIS);
    if (!cell.isTls()) {
      return plain;
    }
    SSLSocket socket =
        (SSLSocket)
            clients.getSocketFactory().createSocket(plain, "web.test", plain.getPort(), true);
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    return socket;
  }

  /** A server behind the proxy, likewise. */
  Socket server(Cell cell, Socket plain) throws IOException {
    plain.setSoTimeout(PATIENCE_MILLIS);
    if (!cell.isTls()) {
      return plain;
    }
    SSLSocket socket = (SSLSocket) servers.getSocketFactory().createSocket(plain, null, true);
    socket.setUseClientMode(false);
    return socket;
  }
}
