package dev.sallyport.tls.bc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsKeyExchangeFactory;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsKeyExchange;
import org.bouncycastle.tls.TlsKeyExchangeFactory;
import org.bouncycastle.tls.TlsRSAKeyExchange;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsSecret;
import org.jspecify.annotations.Nullable;

/**
 * A client of TLS 1.2 that derives its keys from one pre-master secret, and sends whatever it is
 * given in place of that secret's encryption.
 */
final class RsaClient {
  private static final int RECORD_HEADER = 5;

  private final TlsClientProtocol protocol = new TlsClientProtocol();
  private final Peer peer;

  RsaClient(byte[] preMaster, byte[] encrypted) {
    peer = new Peer(preMaster, encrypted);
  }

  /**
   * Shakes hands up to its Finished; returns its last flight: ClientKeyExchange, change_cipher_spec
   * and Finished, a record each.
   */
  List<byte[]> lastFlight(Endpoint server) throws IOException {
    protocol.connect(peer);
    server.give(output());
    protocol.offerInput(server.take());
    return records(output());
  }

  private byte[] output() {
    byte[] waiting = new byte[protocol.getAvailableOutputBytes()];
    protocol.readOutput(waiting, 0, waiting.length);
    return waiting;
  }

  /** Cuts octets into the records that they are. */
  static List<byte[]> records(byte[] octets) {
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    while (at < octets.length) {
      int length = RECORD_HEADER + (((octets[at + 3] & 0xFF) << 8) | (octets[at + 4] & 0xFF));
      records.add(Arrays.copyOfRange(octets, at, at + length));
      at += length;
    }
    return records;
  }

  private static final class Peer extends DefaultTlsClient {
    private final byte[] preMaster;
    private final byte[] encrypted;

    Peer(byte[] preMaster, byte[] encrypted) {
      super(new BcTlsCrypto());
      this.preMaster = preMaster;
      this.encrypted = encrypted;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.TLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256};
    }

    @Override
    public TlsKeyExchangeFactory getKeyExchangeFactory() {
      return new DefaultTlsKeyExchangeFactory() {
        @Override
        public TlsKeyExchange createRSAKeyExchange(int keyExchange) {
          return new Forgery(keyExchange);
        }
      };
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

    private final class Forgery extends TlsRSAKeyExchange {
      Forgery(int keyExchange) {
        super(keyExchange);
      }

      @Override
      public void generateClientKeyExchange(OutputStream output) throws IOException {
        preMasterSecret = new BcTlsSecret(new BcTlsCrypto(), preMaster.clone());
        TlsUtils.writeOpaque16(encrypted, output);
      }
    }
  }
}
