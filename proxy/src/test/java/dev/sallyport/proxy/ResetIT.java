package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Termination.Closer.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Termination.Closer.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** An RST of one peer is an RST to the other, and never looks like an end in order. */
class ResetIT {

  @TempDir private Path directory;

  @OnEachTransport
  void ofTheClientReachesTheBackend(String transport) throws Exception {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    CompletableFuture<Void> relayed = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  connection.getInputStream().read();
                  relayed.complete(null);
                  expectReset(connection, seen);
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      Socket client = proxy.connect();
      client.getOutputStream().write('x');
      relayed.get();
      reset(client);
      seen.get();
      FlowRecord record = proxy.record();
      isReset(record, Side.DOWNSTREAM);
      assertThat(Told.close(record).first()).isEqualTo(DOWNSTREAM);
      assertThat(Told.downstreamTeardown(record).rstReceivedMicros()).isNotNull();
      assertThat(Told.upstreamTeardown(record).rstSentMicros()).isNotNull();
    }
  }

  @OnEachTransport
  void ofTheBackendReachesTheClient(String transport) throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  connection.getInputStream().read();
                  reset(connection);
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('x');
        expectReset(client, new CompletableFuture<>());
      }
      FlowRecord record = proxy.record();
      isReset(record, Side.UPSTREAM);
      assertThat(Told.close(record).first()).isEqualTo(UPSTREAM);
      assertThat(Told.upstreamTeardown(record).rstReceivedMicros()).isNotNull();
      assertThat(Told.downstreamTeardown(record).rstSentMicros()).isNotNull();
    }
  }

  private static void isReset(FlowRecord record, Side side) {
    assertThat(record.outcome()).isEqualTo(Outcome.RESET);
    assertThat(Told.error(record).type()).isEqualTo(ErrorType.PEER_RESET);
    assertThat(Told.error(record).side()).isEqualTo(side);
    assertThat(Told.error(record).state()).isEqualTo("ESTABLISHED");
    assertThat(Told.close(record).by()).isEqualTo(Means.RST);
    assertThat(Told.downstreamTeardown(record).timeWait()).isEqualTo(TimeWait.NONE);
    assertThat(Told.upstreamTeardown(record).timeWait()).isEqualTo(TimeWait.NONE);
  }

  /** Sends RST. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads until an RST comes, and fails where the stream ends otherwise. */
  static void expectReset(Socket socket, CompletableFuture<Void> seen) {
    assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
        .hasMessageContaining("Connection reset");
    seen.complete(null);
  }
}
