package dev.sallyport.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A proxy, the plain backend behind its TLS listeners, and the port where it finds us as server.
 */
final class Testbed implements AutoCloseable {
  private static final String CONFIGURATION =
      """
      sallyport {
        listeners {
          web {
            bind = "127.0.0.1:0", backend = app
            tls { certificates = [ { cert = "web.test.pem", key = "web.test.key" } ], alpn = [h2, "http/1.1"] }
          }
          rsa {
            bind = "127.0.0.1:0", backend = app
            tls {
              certificates = [ { cert = "rsa.test.pem", key = "rsa.test.key" } ]
              key-exchange = [ecdhe, dhe, rsa]
            }
          }
          mutual {
            bind = "127.0.0.1:0", backend = app
            tls {
              certificates = [ { cert = "web.test.pem", key = "web.test.key" } ]
              client-auth = required, trust = "web.test.pem"
            }
          }
          plain { bind = "127.0.0.1:0", backend = attacked }
          verifying { bind = "127.0.0.1:0", backend = verified }
        }
        backends {
          app.servers = ["127.0.0.1:%d"]
          attacked {
            servers = ["127.0.0.1:%d"]
            tls { verify = off, server-name = "web.test", resumption = off, alpn = ["http/1.1"] }
          }
          verified {
            servers = ["127.0.0.1:%d"]
            tls { trust = "web.test.pem", server-name = "web.test", resumption = off }
          }
        }
        connection-log.file = "connections.log"
      }
      """;

  private final Path directory;
  private final ServerSocket backend;
  private final ServerSocket server;
  private final ProxyProcess proxy;

  Testbed() throws IOException {
    directory = Files.createTempDirectory("conformance");
    backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(Wire.PATIENCE_MILLIS);
    Thread.ofVirtual().start(this::serve);
    ProxyProcess.perform(directory, "certs", "issue", "web.test");
    ProxyProcess.perform(directory, "certs", "issue", "--key-type", "rsa", "rsa.test");
    proxy =
        new ProxyProcess(
            directory,
            CONFIGURATION.formatted(
                backend.getLocalPort(), server.getLocalPort(), server.getLocalPort()));
  }

  private void serve() {
    try {
      while (true) {
        Socket accepted = backend.accept();
        Thread.ofVirtual().start(() -> echo(accepted));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void echo(Socket accepted) {
    try (accepted) {
      accepted.getInputStream().transferTo(accepted.getOutputStream());
    } catch (IOException reset) {
      // The proxy gave up.
    }
  }

  ProxyProcess proxy() {
    return proxy;
  }

  /** The peer of a scene, connected. */
  Peer open(Scene scene) throws IOException {
    if (scene.role() == Scene.Role.CLIENT) {
      Wire wire = new Wire(() -> {});
      return new Peer(scene.config(), wire, wire.to(proxy.address(scene.listener())));
    }
    Socket client = new Socket();
    client.connect(proxy.address(scene.listener()));
    Wire wire = new Wire(client);
    return new Peer(scene.config(), wire, wire.from(server.accept()));
  }

  /** As many descriptors are open as were before. */
  void keepsNothing(long before) {
    await()
        .atMost(ProxyProcess.PATIENCE)
        .untilAsserted(() -> assertThat(proxy.descriptors()).isLessThanOrEqualTo(before));
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    backend.close();
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(Testbed::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
