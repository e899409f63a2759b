package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Termination.Closer.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Termination.Closer.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that resets while its bytes are not wanted is noticed, though nothing is read of it. */
class ResetWhilePausedIT {

  @TempDir private Path directory;

  /** With NIO it is noticed once reading goes on. */
  @Test
  void ofTheClient() throws Exception {
    CompletableFuture<Void> reset = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  reset.get();
                  ResetIT.expectReset(connection, new CompletableFuture<>());
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "transport.kind = epoll")) {
      Socket client = proxy.connect();
      Stall.fill(client);
      ResetIT.reset(client);
      isReset(proxy.record(), DOWNSTREAM);
      reset.complete(null);
    }
  }

  @Test
  void ofTheBackend() throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  Stall.fill(connection);
                  ResetIT.reset(connection);
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "transport.kind = epoll")) {
      try (Socket client = proxy.connect()) {
        isReset(proxy.record(), UPSTREAM);
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
    }
  }

  /** The client's FIN waits behind bytes that nobody takes; its RST does not. */
  @Test
  void ofTheClientAfterItsFin() throws Exception {
    try (TestBackend backend = TestBackend.start(connection -> new CompletableFuture<>().get());
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "transport.kind = epoll")) {
      Socket client = proxy.connect();
      Stall.fill(client);
      client.shutdownOutput();
      ResetIT.reset(client);
      isReset(proxy.record(), DOWNSTREAM);
    }
  }

  private static void isReset(FlowRecord record, Closer first) {
    assertThat(record.outcome()).isEqualTo(Outcome.RESET);
    assertThat(Told.close(record).first()).isEqualTo(first);
  }
}
