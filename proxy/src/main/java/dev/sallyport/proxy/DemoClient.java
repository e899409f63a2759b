package dev.sallyport.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client of HTTP/1.1 over TLS that trusts one CA and nothing else. */
final class DemoClient {
  private static final int PATIENCE = (int) Duration.ofSeconds(10).toMillis();

  private final SSLContext tls;

  DemoClient(X509Certificate trusted) {
    try {
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      anchors.setCertificateEntry("ca", trusted);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      warmUp();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK offers no TLS", e);
    }
  }

  /**
   * Writes a ClientHello to nobody: a record is to show the network, not the JVM loading classes.
   */
  private void warmUp() throws SSLException {
    SSLEngine engine = tls.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
  }

  /** Makes one request on a connection of its own and returns the status line of the answer. */
  String get(InetSocketAddress address, String host) throws IOException {
    try (Socket tcp = new Socket()) {
      tcp.setSoTimeout(PATIENCE);
      tcp.connect(address, PATIENCE);
      try (SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(tcp, host, address.getPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName(host)));
        socket.setSSLParameters(parameters);
        String request =
            "GET / HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n"
                .formatted(host, address.getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readAllBytes();
        return new String(answer, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      }
    }
  }
}
