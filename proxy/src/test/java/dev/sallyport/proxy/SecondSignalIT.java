package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second signal ends the process, however many flows run and whatever hangs. */
class SecondSignalIT {
  /** The second that an abort may take, and what a busy machine needs to end a process. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final int FLOWS = 20;

  @TempDir private Path directory;

  @Test
  void runningFlowsOfBothKindsAreCutAndEachHasItsRecord() throws Exception {
    TestCertificates ca = TestCertificates.authority("Test CA");
    TestCertificates.write(ca.server("web.test"), directory, "web");
    SSLContext client = JdkTls.context(null, ca.certificate());
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        Program program = Program.start(directory, "run", "-c", configuration(backend.port()));
        Clients clients = new Clients()) {
      InetSocketAddress plain = program.address("plain");
      InetSocketAddress web = program.address("web");
      for (int i = 0; i < FLOWS; i++) {
        clients.converse(connect(plain));
        clients.converse(
            client.getSocketFactory().createSocket(connect(web), "web.test", web.getPort(), true));
      }
      program.signal("TERM");
      program.awaitErr("draining");
      long signalled = System.nanoTime();
      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(LIMIT);
      assertThat(program.out()).hasSize(2 * FLOWS);
      for (String line : program.out()) {
        assertThat(FlowJson.read(line).outcome()).isEqualTo(Outcome.DRAINED);
      }
    }
  }

  /** The flows of the other event loops end, and have their records. */
  @Test
  void anEventLoopThatHangsHoldsNothingUp() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy =
            RunningProxy.start(
                directory,
                """
                listeners.web { bind = "127.0.0.1:0", backend = app }
                backends.app.servers = ["127.0.0.1:%d"]
                transport.threads = 2
                """
                    .formatted(backend.port()),
                record -> hang(hangs, released));
        Clients clients = new Clients()) {
      for (int i = 0; i < 8; i++) {
        clients.converse(proxy.connect());
      }
      clients.closeOne();
      hangs.await();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(proxy.proxy()::close);
      try {
        closed.get(20, TimeUnit.SECONDS);
        assertThat(Files.readAllLines(directory.resolve("connections.log")))
            .as("the one that hangs once it had its record, and the half on the other event loop")
            .hasSize(1 + 4);
      } finally {
        released.countDown();
      }
    }
  }

  /** What is yet to be written belongs to the drain: a second signal gives it up. */
  @Test
  void aConnectionLogThatHangsIsGivenUp() throws Exception {
    String pipeThatIsFull =
        "mkfifo out; exec 1<>out; dd if=/dev/zero of=out bs=4096 oflag=nonblock 2>/dev/null";
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        Program program =
            Program.startAfter(
                pipeThatIsFull, directory, "run", "-c", plainConfiguration(backend.port()))) {
      try (Clients clients = new Clients()) {
        clients.converse(connect(program.address("plain")));
      }
      program.signal("TERM");
      program.awaitErr("every flow has ended");
      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(143);
      assertThat(program.err()).anyMatch(line -> line.endsWith("records not written in time: 1"));
    }
  }

  @Test
  void aDrainThatLosesRecordsHasFailed() throws Exception {
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        Program program =
            Program.startAfter(
                "exec >/dev/full", directory, "run", "-c", plainConfiguration(backend.port()))) {
      try (Clients clients = new Clients()) {
        clients.converse(connect(program.address("plain")));
        program.signal("TERM");
        program.awaitErr("draining");
      }
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err()).anyMatch(line -> line.endsWith("records lost so far: 1"));
    }
  }

  /** It was told when it happened. */
  @Test
  void whatWasLostBeforeTheDrainIsNotItsFailure() throws Exception {
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        Program program =
            Program.startAfter(
                "exec >/dev/full", directory, "run", "-c", plainConfiguration(backend.port()))) {
      try (Clients clients = new Clients()) {
        clients.converse(connect(program.address("plain")));
      }
      program.awaitErr("records lost so far: 1");
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
    }
  }

  /** Has the event loop hang that tells this first. */
  private static void hang(CountDownLatch hangs, CountDownLatch released) {
    if (hangs.getCount() > 0) {
      hangs.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Path configuration(int backend) throws IOException {
    return Files.writeString(
        directory.resolve("test.conf"),
        """
        sallyport {
          listeners {
            plain { bind = "127.0.0.1:0", backend = app }
            web {
              bind = "127.0.0.1:0", backend = app
              tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
            }
          }
          backends.app.servers = ["127.0.0.1:%d"]
        }
        """
            .formatted(backend));
  }

  private Path plainConfiguration(int backend) throws IOException {
    return Files.writeString(
        directory.resolve("test.conf"),
        """
        sallyport {
          listeners.plain { bind = "127.0.0.1:0", backend = app }
          backends.app.servers = ["127.0.0.1:%d"]
        }
        """
            .formatted(backend));
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Clients whose flows run until this is closed. */
  private static final class Clients implements AutoCloseable {
    private final List<Socket> connected = new ArrayList<>();

    void converse(Socket client) throws IOException {
      connected.add(client);
      client.getOutputStream().write(7);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }

    void closeOne() throws IOException {
      connected.remove(0).close();
    }

    @Override
    public void close() throws IOException {
      for (Socket client : connected) {
        client.close();
      }
    }
  }
}
