package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** One direction alone goes on for as long as bytes move, and ends when none do. */
class HalfCloseTimeoutIT {

  @TempDir private Path directory;

  @OnEachTransport
  void aBackendThatNeitherSendsNorEndsIsGivenUp(String transport) throws Exception {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  assertThat(connection.getInputStream().readAllBytes()).hasSize(1);
                  seen.get();
                });
        RunningProxy proxy =
            RunningProxy.relay(
                directory, backend.port(), transport, "timeouts.half-close = 300ms")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('x');
        client.shutdownOutput();
        ResetIT.expectReset(client, seen);
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.TIMEOUT);
      assertThat(Told.error(record).side()).isEqualTo(Side.UPSTREAM);
      assertThat(Told.error(record).state())
          .isEqualTo(transport.endsWith("nio") ? "FIN_WAIT_1" : "FIN_WAIT_2");
      assertThat(Told.error(record).detail())
          .isEqualTo(
              "no byte moved since one direction ended within 0.3s (timeouts.half-close):"
                  + " the backend has not finished");
      assertThat(Told.close(record).first()).isEqualTo(Closer.DOWNSTREAM);
      assertThat(Told.close(record).by()).isEqualTo(Means.FIN);
      assertThat(record.ending().durationMicros()).isGreaterThan(300_000);
    }
  }
}
