package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that is closed stays so, whoever asks for it again, and cuts its flows once. */
class ClosedTwiceIT {

  @TempDir private Path directory;

  @Test
  void theSecondTimeDoesNothing() throws Exception {
    CompletableFuture<Void> cut = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  connection.getOutputStream().write(connection.getInputStream().read());
                  ResetIT.expectReset(connection, cut);
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo('x');
      proxy.proxy().close();
      cut.get();
      proxy.proxy().close();
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.DRAINED);
    }
  }
}
