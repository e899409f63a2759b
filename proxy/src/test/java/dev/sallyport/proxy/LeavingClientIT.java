package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that says its last, ends in order and is gone answers by RST what comes later; what it
 * said before is read all the same, and is an end in order.
 */
class LeavingClientIT {

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of the web");
  private final CompletableFuture<Void> busy = new CompletableFuture<>();
  private final CompletableFuture<Void> backendEnded = new CompletableFuture<>();
  private final CompletableFuture<Void> clientLeft = new CompletableFuture<>();
  private final CompletableFuture<String> last = new CompletableFuture<>();

  @OnEachTransport
  void isHeardToTheEnd(String transport) throws Exception {
    try (TestBackend backend = TestBackend.start(this::answerAndEnd);
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy = proxy(transport, backend.port(), other.port())) {
      assertThatFlow(converse(proxy, (client, wire) -> close(client)))
          .isOk()
          .passed(DOWNSTREAM, "out tls.close_notify", "in tls.close_notify", "in tcp.fin_received");
      assertThat(last.get()).isEqualTo("bye");
    }
  }

  /** That our end came first, and that an RST is the answer, does not make an end of a cut. */
  @OnEachTransport
  void isNotTakenForOneThatEndedIfItWasCut(String transport) throws Exception {
    try (TestBackend backend = TestBackend.start(this::answerAndEnd);
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy = proxy(transport, backend.port(), other.port())) {
      FlowRecord record = converse(proxy, (client, wire) -> wire.close());
      FlowAssert flow = assertThatFlow(record);
      flow.passed(DOWNSTREAM, "out tls.close_notify", "in tcp.fin_received");
      assertThat(flow.tls(DOWNSTREAM).close().truncated()).isTrue();
      assertThat(flow.error().type()).isEqualTo(ErrorType.TRUNCATED);
      assertThat(last.get()).isEqualTo("bye, then RST");
    }
  }

  /** How the client leaves. */
  private interface Leaving {
    void leave(SSLSocket client, Socket wire) throws IOException;
  }

  private static void close(SSLSocket client) throws IOException {
    client.setSoTimeout(1); // the JDK's close() waits for the answer to its close_notify
    client.close();
  }

  private FlowRecord converse(RunningProxy proxy, Leaving leaving) throws Exception {
    try (Socket wire = proxy.connect()) {
      SSLSocket client = JdkTls.over(wire, "web.test", ca);
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo('y');
      try (Socket second =
          new Socket(proxy.address("other").getAddress(), proxy.address("other").getPort())) {
        assertThat(second.getInputStream().readAllBytes()).isNotEmpty();
      }
      backendEnded.get();
      client.getOutputStream().write("bye".getBytes(US_ASCII));
      leaving.leave(client, wire);
    } finally {
      clientLeft.complete(null);
    }
    return proxy.records(2).stream()
        .filter(flow -> flow.heading().listener().equals("front"))
        .findFirst()
        .orElseThrow();
  }

  /** Ends its output before the client does, at a moment when the proxy is looking elsewhere. */
  private void answerAndEnd(Socket connection) throws Exception {
    assertThat(connection.getInputStream().read()).isEqualTo('x');
    connection.getOutputStream().write('y');
    busy.get();
    connection.shutdownOutput();
    backendEnded.complete(null);
    last.complete(rest(connection.getInputStream()));
  }

  private static String rest(InputStream input) throws IOException {
    StringBuilder rest = new StringBuilder();
    try {
      for (int octet = input.read(); octet >= 0; octet = input.read()) {
        rest.append((char) octet);
      }
    } catch (SocketException reset) {
      rest.append(", then RST");
    }
    return rest.toString();
  }

  /** Its one event loop stands still from the end of the other flow until the client has left. */
  private RunningProxy proxy(String transport, int backend, int other) {
    TestCertificates.write(ca.server("web.test"), directory, "web");
    return RunningProxy.start(
        directory,
        """
        listeners.front {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        listeners.other { bind = "127.0.0.1:0", backend = other }
        backends.app.servers = ["127.0.0.1:%d"]
        backends.other.servers = ["127.0.0.1:%d"]
        transport.threads = 1
        %s
        """
            .formatted(backend, other, transport),
        record -> {
          if (record.heading().listener().equals("other")) {
            busy.complete(null);
            clientLeft.join();
          }
        });
  }
}
