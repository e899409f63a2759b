package dev.sallyport.tls.bc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** Bouncy Castle's own client, which can be made to send what no honest client does. */
final class RogueClient extends TlsClientProtocol {
  private final DefaultTlsClient peer;

  private RogueClient(ProtocolVersion version, int... suites) {
    peer =
        new DefaultTlsClient(new BcTlsCrypto()) {
          @Override
          protected ProtocolVersion[] getSupportedVersions() {
            return version.only();
          }

          @Override
          protected int[] getSupportedCipherSuites() {
            return suites;
          }

          @Override
          public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
              @Override
              public void notifyServerCertificate(TlsServerCertificate certificate) {}

              @Override
              public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
                return null;
              }
            };
          }
        };
  }

  static RogueClient tls13() {
    return new RogueClient(ProtocolVersion.TLSv13, CipherSuite.TLS_AES_128_GCM_SHA256);
  }

  static RogueClient tls12() {
    return new RogueClient(
        ProtocolVersion.TLSv12, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
  }

  /** Offers a lower version than it could, and says so (RFC 7507). */
  static RogueClient fallingBack() {
    return new RogueClient(
        ProtocolVersion.TLSv12,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_FALLBACK_SCSV);
  }

  static RogueClient withRsaKeyExchange() {
    return new RogueClient(ProtocolVersion.TLSv12, CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256);
  }

  static RogueClient withSuite(int suite) {
    return new RogueClient(ProtocolVersion.TLSv12, suite);
  }

  static RogueClient ofVersion(ProtocolVersion version, int suite) {
    return new RogueClient(version, suite);
  }

  /** What it can be made to do. */
  interface Deed {
    void run() throws IOException;
  }

  RogueClient handshake(Endpoint server) {
    return perform(() -> connect(peer), server);
  }

  RogueClient send(String text, Endpoint server) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return perform(() -> writeApplicationData(octets, 0, octets.length), server);
  }

  RogueClient keyUpdate(Endpoint server) {
    return perform(() -> send13KeyUpdate(false), server);
  }

  RogueClient record(short type, byte[] content, Endpoint server) {
    return perform(() -> safeWriteRecord(type, content, 0, content.length), server);
  }

  /** Does it, and carries octets both ways until none wait. */
  RogueClient perform(Deed deed, Endpoint server) {
    try {
      deed.run();
      exchange(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void exchange(Endpoint server) {
    boolean moved = true;
    while (moved) {
      byte[] out = new byte[getAvailableOutputBytes()];
      readOutput(out, 0, out.length);
      server.give(out);
      byte[] in = server.take();
      moved = in.length > 0 || out.length > 0;
      try {
        if (!isClosed()) {
          offerInput(in);
        }
      } catch (IOException e) {
        moved = false; // it was refused, as it deserves
      }
    }
  }
}
