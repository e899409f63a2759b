package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code printf … | nc -N} prints what the server says after nc's FIN. */
class NetcatIT {

  private static final Path NC = Path.of("/usr/bin/nc");

  @TempDir private Path directory;

  @Test
  void isAnsweredAfterItsFin() throws Exception {
    assumeThat(NC).isExecutable();
    CompletableFuture<String> request = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  request.complete(
                      new String(connection.getInputStream().readAllBytes(), US_ASCII));
                  connection.getOutputStream().write("you are welcome\n".getBytes(US_ASCII));
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port())) {
      Process nc =
          new ProcessBuilder(NC.toString(), "-N", "127.0.0.1", Integer.toString(proxy.port()))
              .redirectError(Files.createFile(directory.resolve("nc.err")).toFile())
              .start();
      try (OutputStream in = nc.getOutputStream()) {
        in.write("thank you\n".getBytes(US_ASCII));
      }
      assertThat(nc.getInputStream().readAllBytes()).asString().isEqualTo("you are welcome\n");
      assertThat(nc.waitFor()).isZero();
      assertThat(request).isCompletedWithValue("thank you\n");
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(Told.close(record).first()).isEqualTo(Closer.DOWNSTREAM);
    }
  }
}
