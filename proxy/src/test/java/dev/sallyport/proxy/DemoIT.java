package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.LocalCa;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program shows itself. */
class DemoIT {
  private final Path directory;

  DemoIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void onceItMakesARequestDrawsItAndExits() throws Exception {
    try (Program program = Program.start(directory, "demo", "--once")) {
      int port = program.address("main").getPort();
      assertThat(program.exitCode()).isZero();
      assertThat(String.join("\n", program.out()))
          .contains("GET https://localhost:" + port + "/", "HTTP/1.1 200 OK")
          .contains("client", "proxy", "backend")
          .doesNotContain("curl");
    }
  }

  @Test
  void withoutOnceItDrawsWhatOthersSendUntilItIsStopped() throws Exception {
    try (Program program = Program.start(directory, "demo")) {
      InetSocketAddress address = program.address("main");
      await().until(() -> said(program, "Ctrl-C stops."));
      LocalCa ca = LocalCa.open(directory.resolve("sallyport"), InstantSource.system());
      assertThat(program.out())
          .anyMatch(
              line ->
                  line.contains(
                      "curl --cacert %s https://localhost:%d/"
                          .formatted(ca.rootFile(), address.getPort())));
      int before = program.out().size();

      assertThat(new DemoClient(ca.root()).get(address, "localhost")).contains("200");
      await().until(() -> program.out().size() > before);
      program.signal("INT");
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void aTakenPortIsPassedOver() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      take(taken);
      try (Program program = Program.start(directory, "demo", "--once")) {
        assertThat(program.address("main").getPort()).isBetween(8444, 8542);
        assertThat(program.exitCode()).isZero();
      }
    }
  }

  private static void take(ServerSocket socket) throws IOException {
    socket.setReuseAddress(true);
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8443));
    } catch (BindException taken) {
      assertThat(taken).hasMessageContaining("in use");
    }
  }

  private static boolean said(Program program, String text) {
    return program.out().stream().anyMatch(line -> line.contains(text));
  }
}
