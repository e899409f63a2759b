package dev.sallyport.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;

/**
 * A flow in which nothing moves ends after {@code timeouts.idle}; one in which a byte does, not.
 */
class IdleTimeoutIT {

  private static final int BYTES = 8;
  private static final long APART = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir private Path directory;

  @OnEachTransport
  void itIsCountedFromTheLastByte(String transport) throws Exception {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  try {
                    for (int i = 0; i < BYTES; i++) {
                      LockSupport.parkNanos(APART);
                      connection.getOutputStream().write('.');
                    }
                  } catch (IOException overdue) {
                    // A busy machine has let the limit pass between two bytes.
                  }
                  ResetIT.expectReset(connection, seen);
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), transport, "timeouts.idle = 400ms")) {
      try (Socket client = proxy.connect()) {
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
      seen.get();
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.TIMEOUT);
      assertThat(Told.error(record).detail())
          .isEqualTo(
              "no byte moved within 0.4s (timeouts.idle): the client has been silent for longer");
      assertThat(Told.error(record).side()).isEqualTo(Side.DOWNSTREAM);
      assertThat(Told.close(record).first()).isEqualTo(Closer.PROXY);
      assertThat(Told.close(record).by()).isEqualTo(Means.TIMEOUT);
      Long lastByte = requireNonNull(Told.upstream(record).lastByte()).inMicros();
      assertThat(Told.close(record).atMicros())
          .isGreaterThanOrEqualTo(requireNonNull(lastByte) + 400_000);
    }
  }
}
