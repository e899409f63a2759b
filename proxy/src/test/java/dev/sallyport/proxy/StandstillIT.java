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

  private static final String IDLE = "timeouts.idle = 1s";

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
      assertThatIdle(proxy.record(), Side.DOWNSTREAM, "the client takes nothing more");
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
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport, IDLE);
        Socket client = proxy.connect()) {
      assertThat(client.getInputStream().read()).isEqualTo('!');
      client.getOutputStream().write('?');
      assertThatIdle(proxy.record(), Side.UPSTREAM, "the backend has been silent for longer");
      seen.complete(null);
    }
  }

  private static void assertThatIdle(FlowRecord record, Side side, String reason) {
    assertThat(record.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(Told.error(record).side()).isEqualTo(side);
    assertThat(Told.error(record).state()).isEqualTo("ESTABLISHED");
    assertThat(Told.error(record).detail()).endsWith("(timeouts.idle): " + reason);
  }
}
