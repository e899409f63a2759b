package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** The record of a flow on which nothing moved any more says who was waited for. */
class StandstillIT {

  @TempDir private Path directory;

  @OnEachTransport
  void forAClientThatTakesNothingThoughItSpokeLast(String transport) throws Exception {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    CompletableFuture<Void> seen = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  sent.complete(Stall.fill(connection));
                  seen.get();
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), transport, "timeouts.idle = 4s");
        Socket client = proxy.connect()) {
      sent.get();
      client.getOutputStream().write('?');
      assertThatStill(
          proxy.record(), Side.DOWNSTREAM, "(timeouts.idle): the client takes nothing more");
      seen.complete(null);
    }
  }

  @OnEachTransport
  void forAClientThatHasFinishedAndTakesNothing(String transport) throws Exception {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    CompletableFuture<Void> seen = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  sent.complete(Stall.fill(connection));
                  seen.get();
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), transport, "timeouts.half-close = 4s");
        Socket client = proxy.connect()) {
      client.shutdownOutput();
      sent.get();
      assertThatStill(
          proxy.record(), Side.DOWNSTREAM, "(timeouts.half-close): the client takes nothing more");
      seen.complete(null);
    }
  }

  @OnEachTransport
  void forABackendThatDoesNotAnswer(String transport) throws Exception {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  connection.getOutputStream().write('!');
                  seen.get();
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), transport, "timeouts.idle = 1s");
        Socket client = proxy.connect()) {
      assertThat(client.getInputStream().read()).isEqualTo('!');
      client.getOutputStream().write('?');
      assertThatStill(
          proxy.record(), Side.UPSTREAM, "(timeouts.idle): the backend has been silent for longer");
      seen.complete(null);
    }
  }

  private static void assertThatStill(FlowRecord record, Side side, String detail) {
    assertThat(record.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(Told.error(record).side()).isEqualTo(side);
    assertThat(Told.error(record).detail()).endsWith(detail);
  }
}
