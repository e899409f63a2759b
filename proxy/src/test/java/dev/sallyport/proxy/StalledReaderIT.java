package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.Outcome;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** Of a stream of 10 GiB that nobody reads, the proxy holds no more than a fixed part. */
class StalledReaderIT {

  /** What one flow may hold: the write limit of 256 KiB and the read that went beyond it. */
  private static final long HELD_BY_A_FLOW = 1 << 20;

  @TempDir private Path directory;

  @OnEachTransport
  void downstream(String transport) throws Exception {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    CompletableFuture<Void> measured = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  sent.complete(Stall.fill(connection));
                  measured.get();
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      Socket client = proxy.connect();
      assertThat(sent.get()).isPositive();
      assertThatLittleIsHeld();
      ResetIT.reset(client);
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.RESET);
      measured.complete(null);
    }
  }

  @OnEachTransport
  void upstream(String transport) throws Exception {
    CompletableFuture<Void> measured = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  measured.get();
                  ResetIT.reset(connection);
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      try (Socket client = proxy.connect()) {
        assertThat(Stall.fill(client)).isPositive();
        assertThatLittleIsHeld();
        measured.complete(null);
        assertThat(proxy.record().outcome()).isEqualTo(Outcome.RESET);
      }
    }
  }

  private static void assertThatLittleIsHeld() {
    await().until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() > 0);
    assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isLessThan(HELD_BY_A_FLOW);
    assertThat(PooledByteBufAllocator.DEFAULT.pinnedHeapMemory()).isLessThan(HELD_BY_A_FLOW);
  }
}
