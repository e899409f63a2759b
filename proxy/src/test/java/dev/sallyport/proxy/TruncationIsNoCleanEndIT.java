package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A FIN without close_notify may be a cut line: the record calls it so, and the other side is not
 * shown an end in order. Ends are made and looked at below TLS, on the sockets that carry it.
 */
class TruncationIsNoCleanEndIT {

  private static final String TLS = "tls { trust = \"ca.pem\", server-name = app.test }";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");
  private final CompletableFuture<String> told = new CompletableFuture<>();

  @BeforeEach
  void write() {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
  }

  @Test
  void aCutClientResetsACleartextBackend() throws Exception {
    try (TestBackend backend = TestBackend.start(socket -> told.complete(speakAndListen(socket, socket)));
        RunningProxy proxy = proxy(backend.port(), "")) {
      cutAfterOneByte(proxy);
      assertThat(told.get()).isEqualTo("1, then RST");
      assertTold(proxy.record(), DOWNSTREAM).passed(UPSTREAM, "out tcp.rst_sent");
    }
  }

  @Test
  void aCutClientShowsATlsBackendAFinWithoutCloseNotify() throws Exception {
    Identity identity = ca.server("app.test");
    try (TestBackend backend =
            TestBackend.start(socket -> told.complete(speakAndListen(JdkTls.over(socket, identity), socket)));
        RunningProxy proxy = proxy(backend.port(), TLS)) {
      cutAfterOneByte(proxy);
      assertThat(told.get()).isEqualTo("1, then 0 octets and FIN");
      assertTold(proxy.record(), DOWNSTREAM)
          .passed(UPSTREAM, "out tcp.fin_sent")
          .didNotHappen(UPSTREAM, "tls.close_notify", "tcp.rst_sent");
    }
  }

  @Test
  void aCutBackendShowsTheClientAFinWithoutCloseNotify() throws Exception {
    Identity identity = ca.server("app.test");
    try (TestBackend backend =
            TestBackend.start(socket -> cut(JdkTls.over(socket, identity), socket));
        RunningProxy proxy = proxy(backend.port(), TLS)) {
      try (Socket wire = proxy.connect()) {
        SSLSocket client = JdkTls.over(wire, "web.test", ca);
        client.getOutputStream().write(1);
        assertThat(listen(client, wire)).isEqualTo("2, then 0 octets and FIN");
      }
      assertTold(proxy.record(), UPSTREAM).passed(DOWNSTREAM, "out tcp.fin_sent");
    }
  }

  @Test
  void soItIsInTheAnswerToARequestThatHasEnded() throws Exception {
    Identity identity = ca.server("app.test");
    try (TestBackend backend =
            TestBackend.start(socket -> cutAfterEnd(JdkTls.over(socket, identity), socket, true));
        RunningProxy proxy = proxy(backend.port(), TLS)) {
      try (Socket wire = proxy.connect()) {
        SSLSocket client = JdkTls.over(wire, "web.test", ca);
        client.getOutputStream().write(1);
        client.shutdownOutput();
        assertThat(listen(client, wire)).isEqualTo("2, then 0 octets and FIN");
      }
      FlowAssert flow = assertThatFlow(proxy.record());
      flow.passed(UPSTREAM, "out tls.close_notify", "in tcp.fin_received");
      assertThat(flow.error().type()).isEqualTo(ErrorType.TRUNCATED);
      assertThat(flow.error().side()).isEqualTo(UPSTREAM);
    }
  }

  /** Nothing is known to have been cut, but the client is not told otherwise. */
  @Test
  void whoLeavesWithoutAWordAfterTheEndIsForgiven() throws Exception {
    Identity identity = ca.server("app.test");
    try (TestBackend backend =
            TestBackend.start(socket -> cutAfterEnd(JdkTls.over(socket, identity), socket, false));
        RunningProxy proxy = proxy(backend.port(), TLS)) {
      try (Socket wire = proxy.connect()) {
        SSLSocket client = JdkTls.over(wire, "web.test", ca);
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(2);
        client.shutdownOutput();
        assertThat(wire.getInputStream().readAllBytes()).isEmpty();
      }
      FlowAssert flow = assertThatFlow(proxy.record()).isOk();
      assertThat(flow.tls(UPSTREAM).close().truncated()).isTrue();
      assertThat(flow.tls(DOWNSTREAM).close().notifySentMicros()).isNull();
    }
  }

  /** Answers before the end or after it, and is cut. */
  private static void cutAfterEnd(SSLSocket tls, Socket wire, boolean answersLate)
      throws IOException {
    assertThat(tls.getInputStream().read()).isEqualTo(1);
    if (!answersLate) {
      tls.getOutputStream().write(2);
    }
    assertThat(tls.getInputStream().read()).isEqualTo(-1);
    if (answersLate) {
      tls.getOutputStream().write(2);
    }
    wire.shutdownOutput();
  }

  /** Answers and is cut. */
  private static void cut(SSLSocket tls, Socket wire) throws IOException {
    assertThat(tls.getInputStream().read()).isEqualTo(1);
    tls.getOutputStream().write(2);
    wire.shutdownOutput();
    wire.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** A client that is cut. */
  private void cutAfterOneByte(RunningProxy proxy) throws IOException {
    try (Socket wire = proxy.connect()) {
      SSLSocket client = JdkTls.over(wire, "web.test", ca);
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(2);
      wire.shutdownOutput();
      wire.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Lets the client know that bytes are relayed. */
  private static String speakAndListen(Socket socket, Socket wire) throws IOException {
    socket.getOutputStream().write(2);
    return listen(socket, wire);
  }

  /** Takes one byte of the application, then what still comes over the wire. */
  private static String listen(Socket socket, Socket wire) throws IOException {
    int heard = socket.getInputStream().read();
    try {
      int octets = wire.getInputStream().readAllBytes().length;
      return heard + ", then " + octets + " octets and FIN";
    } catch (SocketException reset) {
      return heard + ", then RST";
    }
  }

  private static FlowAssert assertTold(FlowRecord record, Side cut) {
    FlowAssert flow =
        assertThatFlow(record)
            .failed(Outcome.TRUNCATED, cut, "CLOSE_WAIT", ErrorType.TRUNCATED)
            .happened(cut, "tls.handshake_completed", "tcp.fin_received", "tls.truncated");
    assertThat(flow.tls(cut).close().truncated()).isTrue();
    CloseRecord close = Objects.requireNonNull(record.ending().close());
    assertThat(close.first()).isEqualTo(cut == DOWNSTREAM ? Closer.DOWNSTREAM : Closer.UPSTREAM);
    assertThat(close.by()).isEqualTo(Means.FIN);
    return flow;
  }

  private RunningProxy proxy(int port, String backendTls) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        backends.app {
          servers = ["127.0.0.1:%d"]
          %s
        }
        """
            .formatted(port, backendTls));
  }
}
