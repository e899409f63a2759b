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
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A FIN without close_notify may be a cut line: the record calls it so, and the other side is not
 * shown an end in order. Ends are made and looked at below TLS, on the sockets that carry it.
 */
class TruncationIsNoCleanEndIT {

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA");
  private final CompletableFuture<String> told = new CompletableFuture<>();

  @Test
  void aCutClientResetsACleartextBackend() throws Exception {
    try (TestBackend backend =
            TestBackend.start(wire -> told.complete(speakAndListen(wire, wire)));
        RunningProxy proxy = RunningProxy.terminating(directory, ca, backend.port())) {
      cutAfterOneByte(proxy);
      assertThat(told.get()).isEqualTo("1, then RST");
      assertTold(proxy.record(), DOWNSTREAM).passed(UPSTREAM, "out tcp.rst_sent");
    }
  }

  @Test
  void aCutClientShowsATlsBackendAFinWithoutCloseNotify() throws Exception {
    try (TestBackend backend = backend((tls, wire) -> told.complete(speakAndListen(tls, wire)));
        RunningProxy proxy = RunningProxy.reencrypting(directory, ca, backend.port())) {
      cutAfterOneByte(proxy);
      assertThat(told.get()).isEqualTo("1, then 0 octets and FIN");
      assertTold(proxy.record(), DOWNSTREAM)
          .passed(UPSTREAM, "out tcp.fin_sent")
          .didNotHappen(UPSTREAM, "tls.close_notify", "tcp.rst_sent");
    }
  }

  @Test
  void aCutBackendShowsTheClientAFinWithoutCloseNotify() throws Exception {
    FlowRecord record =
        converse(
            TruncationIsNoCleanEndIT::cut,
            (client, wire) ->
                assertThat(listen(client, wire)).isEqualTo("2, then 0 octets and FIN"));
    assertTold(record, UPSTREAM).passed(DOWNSTREAM, "out tcp.fin_sent");
  }

  @Test
  void soItIsInTheAnswerToARequestThatHasEnded() throws Exception {
    FlowRecord record =
        converse(
            (tls, wire) -> cutAfterEnd(tls, wire, true),
            (client, wire) -> {
              client.shutdownOutput();
              assertThat(listen(client, wire)).isEqualTo("2, then 0 octets and FIN");
            });
    FlowAssert flow = assertThatFlow(record);
    flow.passed(UPSTREAM, "out tls.close_notify", "in tcp.fin_received");
    assertThat(flow.error().type()).isEqualTo(ErrorType.TRUNCATED);
    assertThat(flow.error().side()).isEqualTo(UPSTREAM);
  }

  /** Nothing is known to have been cut, but the client is not told otherwise. */
  @Test
  void whoLeavesWithoutAWordAfterTheEndIsForgiven() throws Exception {
    FlowRecord record =
        converse(
            (tls, wire) -> cutAfterEnd(tls, wire, false),
            (client, wire) -> {
              assertThat(client.getInputStream().read()).isEqualTo(2);
              client.shutdownOutput();
              assertThat(wire.getInputStream().readAllBytes()).isEmpty();
            });
    FlowAssert flow = assertThatFlow(record).isOk();
    assertThat(flow.tls(UPSTREAM).close().truncated()).isTrue();
    assertThat(flow.tls(DOWNSTREAM).close().notifySentMicros()).isNull();
  }

  /** What one end of a connection does: in TLS, and on the socket that carries it. */
  private interface End {
    void perform(SSLSocket tls, Socket wire) throws IOException;
  }

  private TestBackend backend(End end) throws IOException {
    Identity identity = ca.server("app.test");
    return TestBackend.start(wire -> end.perform(JdkTls.over(wire, identity), wire));
  }

  /** Lets a backend and a client, which begins by one byte, have their ways with each other. */
  private FlowRecord converse(End server, End client) throws IOException {
    try (TestBackend backend = backend(server);
        RunningProxy proxy = RunningProxy.reencrypting(directory, ca, backend.port())) {
      speak(proxy, client);
      return proxy.record();
    }
  }

  private void speak(RunningProxy proxy, End client) throws IOException {
    try (Socket wire = proxy.connect()) {
      SSLSocket tls = JdkTls.over(wire, "web.test", ca);
      tls.getOutputStream().write(1);
      client.perform(tls, wire);
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
    speak(
        proxy,
        (client, wire) -> {
          assertThat(client.getInputStream().read()).isEqualTo(2);
          wire.shutdownOutput();
          wire.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
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
    return flow.firstEnd(cut == DOWNSTREAM ? Closer.DOWNSTREAM : Closer.UPSTREAM, Means.FIN);
  }
}
