package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that sent its request and finished before the backend could be reached is answered all
 * the same.
 */
class FinBeforeDialIT {

  @TempDir private Path directory;

  @OnEachTransport
  void whatWasSentBeforeTheDialSucceededIsRelayedThenTheFin(String transport) throws Exception {
    CompletableFuture<String> request = new CompletableFuture<>();
    try (BusyServer server = BusyServer.start();
        RunningProxy proxy = RunningProxy.relay(directory, server.port(), transport)) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write("early".getBytes(US_ASCII));
        client.shutdownOutput();
        await()
            .until(() -> TcpTable.isDialling(server.port()) && TcpTable.hasReadFin(proxy.port()));
        server.accept(
            connection -> {
              String all = new String(connection.getInputStream().readAllBytes(), US_ASCII);
              if (all.isEmpty()) {
                return; // one of those that kept the server busy
              }
              request.complete(all);
              connection.getOutputStream().write("late".getBytes(US_ASCII));
            });
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("late");
      }
      assertThat(request).isCompletedWithValue("early");
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      Long finReceived = Told.downstreamTeardown(record).finReceivedMicros();
      assertThat(Told.dial(record).endMicros()).isGreaterThan(finReceived);
      assertThat(Told.upstreamTeardown(record).finSentMicros()).isGreaterThan(finReceived);
    }
  }
}
