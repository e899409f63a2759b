package dev.sallyport.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A small HTTP server on a free port of the loopback interface, which answers every request by the
 * same few lines.
 */
final class DemoBackend implements AutoCloseable {
  private static final byte[] ANSWER =
      """
      Hello from the backend.
      It saw plain HTTP: the TLS ended at the proxy, which kept a record of this connection.
      """
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;

  private DemoBackend(HttpServer server) {
    this.server = server;
  }

  static DemoBackend start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", DemoBackend::answer);
    server.start();
    return new DemoBackend(server);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(200, ANSWER.length);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(ANSWER);
      }
    }
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
