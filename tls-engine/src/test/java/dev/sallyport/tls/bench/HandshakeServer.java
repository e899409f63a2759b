package dev.sallyport.tls.bench;

import dev.sallyport.certs.IdentityFiles;
import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.bc.BouncyCastleTls;
import dev.sallyport.tls.bc.CryptoTier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/**
 * Serves handshakes one after the other over blocking sockets, as {@code openssl s_server} does:
 * arguments are tier, certificate, key; the port is printed. Ends when it is killed.
 */
final class HandshakeServer implements TlsSink {
  private final byte[] flight = new byte[1 << 14];
  private int length;

  private HandshakeServer() {}

  public static void main(String[] arguments) throws Exception {
    CryptoTier tier = CryptoTier.select(CryptoProvider.valueOf(arguments[0]));
    BouncyCastleTls tls = new BouncyCastleTls(tier);
    ServerProfile profile =
        ServerProfile.of(
            new OneIdentity(IdentityFiles.pem(Path.of(arguments[1]), Path.of(arguments[2]), null)));
    try (ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      System.out.println(listener.getLocalPort());
      while (true) {
        try (Socket socket = listener.accept()) {
          new HandshakeServer().serve(socket, tls, profile);
        }
      }
    }
  }

  private void serve(Socket socket, BouncyCastleTls tls, ServerProfile profile) throws IOException {
    TlsEngine engine = tls.server(profile, this, System::nanoTime);
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    byte[] buffer = new byte[1 << 13];
    engine.begin();
    while (!engine.inputEnded()) {
      int count = read(in, buffer);
      if (count < 0) {
        engine.endInput();
      } else {
        engine.receive(buffer, 0, count);
      }
      if (length > 0) {
        out.write(flight, 0, length);
        length = 0;
      }
    }
    if (!engine.established()) {
      System.err.println(engine.failure());
    }
  }

  /** openssl s_time leaves by a reset, once the handshake is over. */
  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException reset) {
      return -1;
    }
  }

  @Override
  public void ciphertext(byte[] octets, int offset, int count) {
    System.arraycopy(octets, offset, flight, length, count);
    length += count;
  }

  @Override
  public void plaintext(byte[] octets, int offset, int count) {}

  @Override
  public void event(TlsEvent event) {}
}
