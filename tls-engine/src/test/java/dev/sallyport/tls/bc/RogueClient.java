package dev.sallyport.tls.bc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** Bouncy Castle's own client, which can be made to send what no honest client does. */
final class RogueClient extends TlsClientProtocol {
  private final DefaultTlsClient peer;
  private final List<byte[]> received = new ArrayList<>();

  private RogueClient(ProtocolVersion version, int... suites) {
    this(version, false, suites);
  }

  private RogueClient(ProtocolVersion version, boolean offeringMore, int... suites) {
    peer =
        new DefaultTlsClient(new BcTlsCrypto()) {
          @Override
          protected @Nullable Vector<ProtocolName> getProtocolNames() {
            return offeringMore
                ? Vectors.of(List.of(ProtocolName.HTTP_2_TLS, ProtocolName.HTTP_1_1))
                : null;
          }

          @Override
          protected @Nullable Vector<ServerName> getSNIServerNames() {
            byte[] name = "example.com".getBytes(StandardCharsets.US_ASCII);
            return offeringMore
                ? Vectors.of(List.of(new ServerName(NameType.host_name, name)))
                : null;
          }

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

  /** Asks for a name and offers protocols, and every suite and extension of Bouncy Castle's. */
  static RogueClient offeringAll(ProtocolVersion version) {
    return new RogueClient(
        version,
        true,
        CipherSuite.TLS_AES_256_GCM_SHA384,
        CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA);
  }

  /** The handshake messages that came, decrypted, in their order. */
  List<byte[]> received() {
    return received;
  }

  @Override
  protected void handleHandshakeMessage(short type, HandshakeMessageInput message)
      throws IOException {
    MessageBytes octets = new MessageBytes(message);
    received.add(octets.copy(0, octets.length()));
    super.handleHandshakeMessage(type, message);
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

  RogueClient askForKeyUpdate(Endpoint server) {
    return perform(() -> send13KeyUpdate(true), server);
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
