package dev.sallyport.proxy;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code show --follow} beside a proxy that writes, rotates and goes on. */
@ExtendWith(Patience.class)
class FollowIT {
  private final Path directory;
  private final Path log;

  FollowIT(@TempDir Path directory) {
    this.directory = directory;
    this.log = directory.resolve("connections.log");
  }

  @Test
  void flowsAreDrawnAsTheyEndAlsoOfALogThatIsRotated() throws Exception {
    Path configuration =
        Files.writeString(
            directory.resolve("sallyport.conf"),
            """
            sallyport {
              listeners.web { bind = "127.0.0.1:0", backend = app }
              backends.app.servers = ["127.0.0.1:9"]
              connection-log.file = "connections.log"
            }
            """);
    try (Program proxy = Program.start(directory, "run", "-c", configuration)) {
      InetSocketAddress address = proxy.address("web");
      connect(address);
      await().until(() -> Files.size(log) > 0);
      try (Program follower = Program.start(directory, "show", "--follow", "-f", log)) {
        follower.awaitErr("following ");
        connect(address);
        await().until(() -> verdicts(follower) == 1);

        Files.move(log, directory.resolve("connections.log.1"));
        connect(address);
        await().until(() -> verdicts(follower) == 2);
        proxy.signal("HUP");
        await().until(() -> Files.exists(log));
        connect(address);
        await().until(() -> verdicts(follower) == 3);

        follower.signal("INT");
        assertThat(follower.exitCode()).isZero();
        assertThat(follower.err()).hasSize(1);
      }
      proxy.signal("TERM");
      assertThat(proxy.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aHalfWrittenLineIsCompletedAndOthersAreFilteredUntilASignal(String signal) throws Exception {
    String first = ShowCommandTest.flow("01ARZ3NDEKTSV4RRFFQ69G5FA1");
    String second = ShowCommandTest.flow("01ARZ3NDEKTSV4RRFFQ69G5FA2");
    String failed = first.replace("\"empty\"", "\"timed_out\"");
    Files.writeString(log, first + "\n" + second.substring(0, 100));
    try (Program follower =
        Program.start(directory, "show", "--follow", "--json", "--outcome", "empty", "-f", log)) {
      follower.awaitErr("following ");
      Files.writeString(log, second.substring(100) + "\nno record\n" + failed + "\n", APPEND);
      Files.writeString(log, first + "\n", APPEND);
      await().until(() -> follower.out().size() == 2);
      follower.signal(signal);
      assertThat(follower.exitCode()).isZero();
      assertThat(follower.out()).containsExactly(second, first);
      assertThat(follower.err())
          .anyMatch(line -> line.startsWith("new lines of " + log + ":2: not JSON"));
    }
  }

  private static void connect(InetSocketAddress address) throws Exception {
    new Socket(address.getAddress(), address.getPort()).close();
  }

  private static long verdicts(Program program) {
    return program.out().stream().filter(line -> line.startsWith("▶")).count();
  }
}
