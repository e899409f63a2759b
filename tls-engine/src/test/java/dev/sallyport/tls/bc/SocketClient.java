package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a server one line over TLS. */
final class SocketClient {
  private final BouncyCastleTls engines;
  private final ClientProfile profile;
  private final int port;
  private final @Nullable SocketAddress known;
  private @Nullable TlsEngine engine;

  SocketClient(ClientProfile profile, int port) {
    this(Tiers.engines(), profile, port, null);
  }

  /**
   * @param known as which server it counts when sessions are resumed; null: none are
   */
  SocketClient(
      BouncyCastleTls engines, ClientProfile profile, int port, @Nullable SocketAddress known) {
    this.engines = engines;
    this.profile = profile;
    this.port = port;
    this.known = known;
  }

  String ask(String line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      SocketSink sink = new SocketSink(socket);
      TlsEngine asking = engines.client(profile, sink, Pair.clock(), null, known);
      engine = asking;
      asking.begin();
      sink.pump(asking, asking::established);
      if (asking.canSend()) {
        byte[] octets = line.getBytes(StandardCharsets.UTF_8);
        asking.send(octets, 0, octets.length);
        sink.pump(asking, () -> sink.text().endsWith("\n"));
        asking.closeOutput();
      }
      return sink.text();
    }
  }

  TlsFacts facts() {
    return Objects.requireNonNull(engine).facts();
  }

  @Nullable TlsFailure failure() {
    return Objects.requireNonNull(engine).failure();
  }
}
