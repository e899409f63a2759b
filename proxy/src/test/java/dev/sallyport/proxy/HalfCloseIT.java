package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Termination.Closer.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Termination.Closer.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who ends its output still receives everything that the other end sends after it. The other end
 * takes a round trip's time, as over a network: sockets do not tell which of two FINs came first
 * when both have passed before anybody can ask.
 */
class HalfCloseIT {

  private static final long ROUND_TRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir private Path directory;

  @OnEachTransport
  void aClientThatEndsFirstIsAnsweredInFull(String transport) throws Exception {
    CompletableFuture<String> request = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  request.complete(read(connection));
                  LockSupport.parkNanos(ROUND_TRIP_NANOS);
                  write(connection, "hello back");
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      try (Socket client = proxy.connect()) {
        write(client, "hello");
        client.shutdownOutput();
        assertThat(read(client)).isEqualTo("hello back");
      }
      assertThat(request).isCompletedWithValue("hello");
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(Told.close(record).first()).isEqualTo(DOWNSTREAM);
      assertThat(Told.close(record).by()).isEqualTo(Means.FIN);
      assertThat(Told.close(record).halfCloseMicros()).isNotNull();
      assertThat(Told.downstreamTeardown(record).timeWait()).isEqualTo(TimeWait.PEER);
      assertThat(Told.upstreamTeardown(record).timeWait()).isEqualTo(TimeWait.LOCAL);
      assertThat(Told.upstream(record).tcp().state()).isEqualTo(TcpState.TIME_WAIT);
    }
  }

  @OnEachTransport
  void aBackendThatEndsFirstIsSentTheRest(String transport) throws Exception {
    CompletableFuture<String> rest = new CompletableFuture<>();
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  write(connection, "that is all from me");
                  connection.shutdownOutput();
                  rest.complete(read(connection));
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      try (Socket client = proxy.connect()) {
        assertThat(read(client)).isEqualTo("that is all from me");
        LockSupport.parkNanos(ROUND_TRIP_NANOS);
        write(client, "but not ");
        write(client, "from me");
      }
      assertThat(rest.get()).isEqualTo("but not from me");
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(Told.close(record).first()).isEqualTo(UPSTREAM);
      assertThat(Told.close(record).by()).isEqualTo(Means.FIN);
      assertThat(Told.downstreamTeardown(record).timeWait()).isEqualTo(TimeWait.LOCAL);
      assertThat(Told.upstreamTeardown(record).timeWait()).isEqualTo(TimeWait.PEER);
    }
  }

  private static String read(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private static void write(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }
}
