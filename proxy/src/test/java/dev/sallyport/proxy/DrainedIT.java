package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** A drain takes no new clients, lets running flows end, and cuts what does not in time. */
class DrainedIT {

  @TempDir private Path directory;

  @OnEachTransport
  void aFlowThatDoesNotEndIsCutAndRecorded(String transport) throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  InputStream in = connection.getInputStream();
                  connection.getOutputStream().write(in.read());
                  ResetIT.expectReset(connection, new CompletableFuture<>());
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), transport, "timeouts.drain = 400ms")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
        CompletableFuture<Boolean> drained = proxy.proxy().drain();
        ResetIT.expectReset(client, new CompletableFuture<>());
        assertThat(drained.get(10, TimeUnit.SECONDS)).as("every record written").isTrue();
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.DRAINED);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.DRAINED);
      assertThat(Told.error(record).detail()).contains("the drain's time is up");
      assertThat(Told.close(record).first()).isEqualTo(Closer.PROXY);
      assertThat(Told.close(record).by()).isEqualTo(Means.DRAIN);
    }
  }

  /** Its client has finished, and its backend has acknowledged that. */
  @OnEachTransport
  void aHalfClosedFlowIsCutInTheStateThatTheKernelIsIn(String transport) throws Exception {
    CompletableFuture<Void> finished = new CompletableFuture<>();
    CompletableFuture<Void> cut = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  assertThat(connection.getInputStream().readAllBytes()).hasSize(1);
                  finished.complete(null);
                  cut.get();
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), transport, "timeouts.drain = 400ms")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('x');
        client.shutdownOutput();
        finished.get(10, TimeUnit.SECONDS);
        CompletableFuture<Boolean> drained = proxy.proxy().drain();
        ResetIT.expectReset(client, cut);
        assertThat(drained.get(10, TimeUnit.SECONDS)).as("every record written").isTrue();
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.DRAINED);
      assertThat(Told.error(record).side()).isEqualTo(Side.UPSTREAM);
      assertThat(Told.error(record).state())
          .isEqualTo(transport.endsWith("nio") ? "FIN_WAIT_1" : "FIN_WAIT_2");
    }
  }

  @OnEachTransport
  void nobodyElseIsTakenAndAFlowThatEndsInTimeIsLeftAlone(String transport) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
        CompletableFuture<Boolean> drained = proxy.proxy().drain();
        await().until(() -> !TcpTable.isListening(proxy.port()));
        assertThatThrownBy(proxy::connect).isInstanceOf(ConnectException.class);
        client.getOutputStream().write('y');
        assertThat(client.getInputStream().read()).isEqualTo('y');
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEmpty();
        assertThat(drained.get(10, TimeUnit.SECONDS)).as("every record written").isTrue();
      }
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.OK);
    }
  }
}
