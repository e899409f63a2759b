package dev.sallyport.tls.bc;

import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves one connection: answers a line with an echo of it, and closes. */
final class SocketServer implements AutoCloseable {
  private final ServerSocket listener;
  private final CompletableFuture<SocketSink> accepted = new CompletableFuture<>();
  private final CompletableFuture<TlsEngine> done;

  SocketServer(ServerProfile profile) throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    done = CompletableFuture.supplyAsync(() -> serve(profile)).orTimeout(30, TimeUnit.SECONDS);
  }

  int port() {
    return listener.getLocalPort();
  }

  TlsFacts facts() {
    return done.join().facts();
  }

  @Nullable TlsFailure failure() {
    return done.join().failure();
  }

  /** The connection, once there is one. */
  SocketSink connection() {
    return accepted.join();
  }

  private TlsEngine serve(ServerProfile profile) {
    try (Socket socket = listener.accept()) {
      SocketSink sink = new SocketSink(socket);
      accepted.complete(sink);
      TlsEngine engine = Tiers.engines().server(profile, sink, Pair.clock());
      engine.begin();
      sink.pump(engine, () -> sink.text().endsWith("\n"));
      if (engine.canSend()) {
        byte[] answer = ("echo: " + sink.text()).getBytes(StandardCharsets.UTF_8);
        engine.send(answer, 0, answer.length);
        engine.closeOutput();
        sink.pump(engine, () -> false);
      }
      return engine;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
