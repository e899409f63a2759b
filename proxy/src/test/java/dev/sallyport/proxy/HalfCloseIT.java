package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that ends its output still receives everything that the backend sends after it. */
class HalfCloseIT {

  @TempDir private Path directory;

  @Test
  void aRequestThatEndsWithFinIsAnsweredInFull() throws Exception {
    try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningProxy proxy = cleartext(backend.getLocalPort())) {
      CompletableFuture<String> request = answerAfterFin(backend, "hello back");
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write("hello".getBytes(US_ASCII));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello back");
      }
      assertThat(request.get()).isEqualTo("hello");
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(record.ending().close()).isNotNull();
      assertThat(record.ending().close().first()).isEqualTo(Closer.DOWNSTREAM);
      assertThat(record.ending().close().by()).isEqualTo(Means.FIN);
    }
  }

  private RunningProxy cleartext(int port) {
    return RunningProxy.start(
        directory,
        """
        listeners.web { bind = "127.0.0.1:0", backend = app }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(port));
  }

  private static CompletableFuture<String> answerAfterFin(ServerSocket backend, String answer) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket accepted = backend.accept()) {
            String request = new String(accepted.getInputStream().readAllBytes(), US_ASCII);
            accepted.getOutputStream().write(answer.getBytes(US_ASCII));
            return request;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
