package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A listener that has its number of connections leaves the next in the backlog, and serves it. */
class MaxConnectionsIT {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int A_WHILE_MILLIS = 300;

  @TempDir private Path directory;

  @OnEachTransport
  void theNextClientWaitsUntilOneHasLeft(String transport) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy =
            RunningProxy.relay(
                directory, backend.port(), transport, "listeners.web.max-connections = 2")) {
      try (Socket first = proxy.connect();
          Socket second = proxy.connect();
          Socket third = proxy.connect();
          Socket fourth = proxy.connect()) {
        echo(first);
        echo(second);
        third.getOutputStream().write('x');
        fourth.getOutputStream().write('x');
        third.setSoTimeout(A_WHILE_MILLIS);
        assertThatThrownBy(() -> third.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.proxy().accepted()).isEqualTo(2);
        first.shutdownOutput();
        third.setSoTimeout(PATIENCE_MILLIS);
        assertThat(third.getInputStream().read()).isEqualTo('x');
        assertThat(proxy.proxy().accepted()).isEqualTo(3);
        second.shutdownOutput();
        assertThat(fourth.getInputStream().read()).isEqualTo('x');
      }
      assertThat(proxy.records(4)).extracting(FlowRecord::outcome).containsOnly(Outcome.OK);
    }
  }

  private static void echo(Socket socket) throws Exception {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }
}
