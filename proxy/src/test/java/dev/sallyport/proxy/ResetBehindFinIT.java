package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that ends its output and is gone before it has read what it asked for: its kernel sends
 * FIN, and RST right behind. What was still to be sent is lost, and no end of ours went out.
 */
class ResetBehindFinIT {

  private static final int ANSWER = 400_000;
  private static final int CLIENTS = 10;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void itIsAReset(String transport) throws Exception {
    try (TestBackend backend =
            TestBackend.start(connection -> connection.getOutputStream().write(new byte[ANSWER]));
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "transport.kind = " + transport)) {
      for (int i = 0; i < CLIENTS; i++) {
        leave(proxy);
      }
      List<FlowRecord> records = proxy.records(CLIENTS);
      records.forEach(
          record ->
              assertThat(Told.downstreamTeardown(record).finAckedMicros())
                  .as(FlowJson.write(record))
                  .isNull());
      // An RST that comes when the descriptor was closed, since both ends had been said, is not
      // seen.
      List<FlowRecord> seen =
          records.stream()
              .filter(record -> Told.downstreamTeardown(record).rstReceivedMicros() != null)
              .toList();
      assertThat(seen).isNotEmpty();
      for (FlowRecord record : seen) {
        assertThat(record.outcome()).as(FlowJson.write(record)).isEqualTo(Outcome.RESET);
        assertThat(Told.downstreamTeardown(record).timeWait()).isEqualTo(TcpRecord.TimeWait.NONE);
        assertThatFlow(record).didNotHappen(DOWNSTREAM, "tcp.lost", "tcp.fin_sent");
      }
    }
  }

  private static void leave(RunningProxy proxy) throws Exception {
    Socket client = new Socket();
    client.setReceiveBufferSize(4096);
    client.connect(proxy.address());
    await().until(() -> client.getInputStream().available() > 0);
    client.getInputStream().read();
    client.shutdownOutput();
    client.setSoLinger(true, 0);
    client.close();
  }
}
