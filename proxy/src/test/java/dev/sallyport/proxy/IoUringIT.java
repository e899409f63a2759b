package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.transport.TransportKind;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where io_uring can be had and is asked for, it relays, and half-closes, like the others. */
class IoUringIT {

  @TempDir private Path directory;

  @Test
  void relaysAndHalfCloses() throws Exception {
    assumeThat(TransportKind.IO_URING.whyUnavailable()).isNull();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  byte[] all = connection.getInputStream().readAllBytes();
                  connection.getOutputStream().write(all);
                });
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "transport.kind = io_uring")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write("round".getBytes(US_ASCII));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("round");
      }
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.OK);
    }
  }
}
