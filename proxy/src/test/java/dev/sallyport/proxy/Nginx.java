package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An nginx of its own, which serves the files of a directory and takes new ones by PUT, once
 * without and once with TLS.
 */
final class Nginx implements AutoCloseable {

  /** A port that is free may be another's before nginx has it. */
  private static final int ATTEMPTS = 5;

  private final Process process;
  private final Path files;
  private final int port;
  private final int tlsPort;

  private Nginx(Process process, Path files, int port, int tlsPort) {
    this.process = process;
    this.files = files;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** Starts it in a directory of its own inside {@code parent}; on return it accepts. */
  static Nginx start(Path parent, Identity identity) throws IOException {
    Tool nginx = Tool.of("nginx");
    Path home = Files.createTempDirectory(parent, "nginx");
    Path files = Files.createDirectory(home.resolve("files"));
    TestCertificates.write(identity, home, "tls");
    Path errors = home.resolve("errors");
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = freePort();
      int tlsPort = freePort();
      Path configuration = Files.writeString(home.resolve("nginx.conf"), text(home, port, tlsPort));
      Process process =
          nginx.start(
              List.of("-p", home.toString(), "-c", configuration.toString(), "-e", "stderr"),
              errors);
      await().until(() -> !process.isAlive() || (accepts(port) && accepts(tlsPort)));
      if (process.isAlive()) {
        return new Nginx(process, files, port, tlsPort);
      }
      assertThat(errors).content().as("why nginx ended").contains("Address already in use");
    }
    throw new AssertionError("somebody else took each port that was free");
  }

  /** The directory that it serves. */
  Path files() {
    return files;
  }

  /** Where it speaks HTTP. */
  int port() {
    return port;
  }

  /** Where it speaks HTTP over TLS. */
  int tlsPort() {
    return tlsPort;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static String text(Path home, int port, int tlsPort) {
    return """
        daemon off;
        master_process off;
        pid %1$s/pid;
        error_log stderr;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          client_max_body_size 0;
          server {
            listen 127.0.0.1:%2$d;
            listen 127.0.0.1:%3$d ssl http2;
            ssl_certificate %1$s/tls.pem;
            ssl_certificate_key %1$s/tls.key;
            ssl_protocols TLSv1.2 TLSv1.3;
            root %1$s/files;
            dav_methods PUT;
          }
        }
        """
        .formatted(home, port, tlsPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
