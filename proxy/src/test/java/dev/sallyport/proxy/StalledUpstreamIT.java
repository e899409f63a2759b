package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients that send, finish and meet a backend that reads nothing are held in the kernel as
 * far as possible, and delivered in full when the backend wakes.
 */
class StalledUpstreamIT {

  private static final int CLIENTS = 500;
  private static final int LENGTH = 512 << 10;

  /** Less than was sent: the limit of what a flow holds unsent, and one read beyond it. */
  private static final long HELD_BY_A_FLOW = (256 + 64) << 10;

  /** What each event loop has for all its flows. */
  private static final long HELD_BY_A_LOOP = 256 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @OnEachTransport
  void memoryIsBoundedAndNothingIsLost(String transport) throws Exception {
    CountDownLatch awake = new CountDownLatch(1);
    ServerSocket listening = new ServerSocket();
    listening.setReceiveBufferSize(4 << 10);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CLIENTS);
    try (TestBackend backend =
            TestBackend.accepting(
                listening,
                connection -> {
                  awake.await();
                  assertThat(Pattern.read(connection.getInputStream())).isEqualTo(LENGTH);
                });
        RunningProxy proxy =
            RunningProxy.relay(
                directory,
                listening.getLocalPort(),
                transport,
                "tcp { receive-buffer = 256k, send-buffer = 4k }")) {
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Socket client = proxy.connect();
        Pattern.write(client.getOutputStream(), LENGTH);
        client.shutdownOutput();
        clients.add(client);
      }
      await().atMost(PATIENCE).until(() -> backend.accepted() == CLIENTS);
      assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory())
          .isBetween(1L, CLIENTS * HELD_BY_A_FLOW + loops() * HELD_BY_A_LOOP);
      awake.countDown();
      for (Socket client : clients) {
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.close();
      }
      assertThat(proxy.records(CLIENTS)).extracting(FlowRecord::outcome).containsOnly(Outcome.OK);
    }
  }

  private static int loops() {
    return Runtime.getRuntime().availableProcessors();
  }
}
