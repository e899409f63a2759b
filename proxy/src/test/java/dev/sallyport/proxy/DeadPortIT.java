package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** A port at which nobody listens is told from every other failure. */
class DeadPortIT {

  @TempDir private Path directory;

  @OnEachTransport
  void theClientIsResetAndTheRecordSaysWhy(String transport) throws Exception {
    int port = freePort();
    try (RunningProxy proxy = RunningProxy.relay(directory, port, transport)) {
      try (Socket client = proxy.connect()) {
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_CONNECT_FAILED);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.CONNECTION_REFUSED);
      assertThat(Told.error(record).detail())
          .isEqualTo("127.0.0.1:" + port + ": connection refused");
      assertThat(Told.error(record).side()).isEqualTo(Side.UPSTREAM);
      assertThat(Told.error(record).state()).isEqualTo("SYN_SENT");
      assertThat(record.heading().server()).isEqualTo("127.0.0.1:" + port);
      assertThat(Told.upstream(record).tcp().state()).isEqualTo(TcpState.CLOSED);
      assertThat(Told.upstream(record).tcp().teardown()).isNull();
    }
  }

  @OnEachTransport
  void isToldWithTheAddressThatANameHas(String transport) throws Exception {
    int port = freePort();
    try (RunningProxy proxy =
        RunningProxy.relay(
            directory,
            port,
            transport,
            "backends.app.servers = [\"localhost:%d\"]".formatted(port))) {
      try (Socket client = proxy.connect()) {
        ResetIT.expectReset(client, new CompletableFuture<>());
      }
      assertThat(Told.error(proxy.record()).detail())
          .startsWith("localhost:" + port + " at ")
          .endsWith("1: connection refused");
    }
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
