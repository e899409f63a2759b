package dev.sallyport.proxy.abuse;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.RunningProxy;
import dev.sallyport.proxy.Told;
import dev.sallyport.proxy.TurnedAway;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backend is killed and started again twenty times under way: each flow ends as its peers saw it,
 * and the next one is served as soon as the backend is back.
 */
class BackendKilledIT {
  private static final int TIMES = 20;

  /** Echoes; of a connection that begins with r it reads no more, so that its end is an RST. */
  private static final String BACKEND =
      """
      import socket, sys, threading
      def serve(s):
          octet = s.recv(1)
          s.sendall(octet)
          if octet == b'r':
              threading.Event().wait()
          while octet:
              octet = s.recv(100)
              s.sendall(octet)
          s.close()
      listening = socket.socket()
      listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      listening.bind(('127.0.0.1', int(sys.argv[1])))
      listening.listen(100)
      print(listening.getsockname()[1], flush=True)
      while True:
          threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()
      """;

  @TempDir private Path directory;

  private record Backend(Process process, int port) {
    static Backend start(int port) throws IOException {
      Process python =
          new ProcessBuilder("python3", "-c", BACKEND, Integer.toString(port))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader said = python.inputReader(US_ASCII);
      return new Backend(python, Integer.parseInt(said.readLine()));
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void everyFlowEndsAsItWas() throws Exception {
    Backend backend = Backend.start(0);
    try (RunningProxy proxy = RunningProxy.relay(directory, backend.port())) {
      for (int i = 0; i < TIMES; i++) {
        isServed(proxy);
        try (Socket ended = begin(proxy, "x");
            Socket reset = begin(proxy, "r and more that is not read")) {
          backend.kill();
          assertThat(ended.getInputStream().read()).isEqualTo(-1);
          ended.shutdownOutput();
          assertThatThrownBy(() -> reset.getInputStream().read()).hasMessageContaining("reset");
        }
        TurnedAway.expect(proxy::connect);
        backend = Backend.start(backend.port());
      }
      isServed(proxy);
      List<FlowRecord> records = proxy.records(4 * TIMES + 1);
      Map<Outcome, Long> outcomes =
          records.stream()
              .collect(Collectors.groupingBy(FlowRecord::outcome, Collectors.counting()));
      assertThat(outcomes)
          .isEqualTo(
              Map.of(
                  Outcome.OK,
                  2L * TIMES + 1,
                  Outcome.RESET,
                  (long) TIMES,
                  Outcome.UPSTREAM_CONNECT_FAILED,
                  (long) TIMES));
      for (FlowRecord record : failures(records)) {
        assertThatFlow(record);
        assertThat(Told.error(record).side()).isEqualTo(UPSTREAM);
        assertThat(Told.error(record).type())
            .isEqualTo(
                record.outcome() == Outcome.RESET
                    ? ErrorType.PEER_RESET
                    : ErrorType.CONNECTION_REFUSED);
      }
    } finally {
      backend.kill();
    }
  }

  private static List<FlowRecord> failures(List<FlowRecord> records) {
    List<FlowRecord> failures = new ArrayList<>(records);
    failures.removeIf(record -> record.outcome() == Outcome.OK);
    return failures;
  }

  /** One whole flow. */
  private static void isServed(RunningProxy proxy) throws IOException {
    try (Socket client = begin(proxy, "x")) {
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** A connection that the backend has answered. */
  private static Socket begin(RunningProxy proxy, String text) throws IOException {
    Socket client = proxy.connect();
    client.getOutputStream().write(text.getBytes(US_ASCII));
    assertThat(client.getInputStream().read()).isEqualTo(text.charAt(0));
    return client;
  }
}
