package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Termination.Closer.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that ended its output and then resets is noticed, whether or not bytes are for it. */
class ResetAfterFinIT {

  @TempDir private Path directory;

  /** The JDK's selectors do not tell of it: with NIO only a write does. */
  @Test
  void ofASilentFlowIsToldAtOnce() throws Exception {
    CompletableFuture<Void> finSeen = new CompletableFuture<>();
    CompletableFuture<Void> resetSeen = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  assertThat(connection.getInputStream().readAllBytes()).hasSize(1);
                  finSeen.complete(null);
                  // The kernel tells an RST after a FIN to who writes.
                  await().until(() -> isBroken(connection));
                  resetSeen.complete(null);
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "transport.kind = epoll")) {
      Socket client = proxy.connect();
      client.getOutputStream().write('x');
      client.shutdownOutput();
      finSeen.get();
      ResetIT.reset(client);
      FlowRecord record = proxy.record();
      resetSeen.get();
      isReset(record);
      assertThat(record.downstream().bytes().out()).isZero();
      assertThat(Told.upstreamTeardown(record).rstSentMicros()).isNotNull();
    }
  }

  @OnEachTransport
  void isToldWhenAnAnswerIsUnderWay(String transport) throws Exception {
    CompletableFuture<Void> reset = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  assertThat(connection.getInputStream().readAllBytes()).hasSize(1);
                  connection.getOutputStream().write('y');
                  reset.get();
                  await().until(() -> isBroken(connection));
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      Socket client = proxy.connect();
      client.getOutputStream().write('x');
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo('y');
      ResetIT.reset(client);
      reset.complete(null);
      isReset(proxy.record());
    }
  }

  private static void isReset(FlowRecord record) {
    assertThat(record.outcome()).isEqualTo(Outcome.RESET);
    assertThat(Told.error(record).state()).isEqualTo("CLOSE_WAIT");
    assertThat(Told.close(record).first()).isEqualTo(DOWNSTREAM);
    assertThat(Told.close(record).by()).isEqualTo(Means.FIN);
    assertThat(Told.downstreamTeardown(record).finReceivedMicros()).isNotNull();
    assertThat(Told.downstreamTeardown(record).rstReceivedMicros()).isNotNull();
  }

  /** Whether writing fails: the peer has answered an earlier byte by RST. */
  static boolean isBroken(Socket socket) {
    try {
      socket.getOutputStream().write('y');
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
