package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.transport.ListenQueueWatch;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Clients that the kernel drops, since a listener's queue is full, are warned of with advice. */
class FullListenQueueIT {

  /** One is served, the kernel queues one more than the backlog, the others are dropped. */
  private static final int CLIENTS = 6;

  @TempDir private Path directory;

  @OnEachTransport
  void whoIsDroppedIsWarnedOf(String transport) throws Exception {
    String most = Tool.of("cat").run(List.of("/proc/sys/net/core/somaxconn")).out().strip();
    List<SocketChannel> clients = new ArrayList<>();
    try (SaidBy log = new SaidBy(ListenQueueWatch.class);
        TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy =
            RunningProxy.relay(
                directory,
                backend.port(),
                transport,
                "listeners.web { backlog = 1, max-connections = 1 }");
        Socket served = proxy.connect()) {
      await().until(() -> proxy.proxy().running() == 1);
      for (int i = 1; i < CLIENTS; i++) {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.configureBlocking(false);
        client.connect(proxy.address());
      }
      await().until(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .hasSize(1)
          .first()
          .asString()
          .matches("WARN [1-9]\\d* attempt\\(s\\) to connect .*")
          .containsPattern(" [1-9]\\d* of them because a listen queue was full")
          .contains("on this host (not only of this proxy)", "where it is ours, raise backlog")
          .contains("listeners.web.backlog = 1")
          .contains("net.core.somaxconn (now " + most + ")");
      served.getOutputStream().write('x');
      assertThat(served.getInputStream().read()).isEqualTo('x');
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }
}
