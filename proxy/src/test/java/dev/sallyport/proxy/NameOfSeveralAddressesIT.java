package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose name has an IPv4 and an IPv6 address, and which listens at the second alone, is
 * reached. The name stands in a hosts file that only the program sees.
 */
class NameOfSeveralAddressesIT {

  @TempDir private Path directory;

  @Test
  void eachAddressIsTried() throws Exception {
    assumeThat(canMount()).as("may mount in a namespace of its own").isTrue();
    Path hosts =
        Files.writeString(directory.resolve("hosts"), "127.0.0.1 twin.test\n::1 twin.test\n");
    try (TestBackend backend =
            TestBackend.start(
                InetAddress.getByAddress(
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                connection -> connection.getOutputStream().write("six".getBytes(US_ASCII)));
        Program program =
            Program.startAfter(
                "exec unshare -m sh -c 'mount --bind "
                    + hosts
                    + " /etc/hosts && exec \"$0\" \"$@\"' \"$0\" \"$@\"",
                directory,
                Program.relayTo("twin.test:" + backend.port()))) {
      InetSocketAddress address = program.address("main");
      try (Socket client = new Socket(address.getAddress(), address.getPort())) {
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("six");
      }
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      FlowRecord record = FlowJson.read(program.out().get(0));
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(Told.upstream(record).remote()).isEqualTo("[::1]:" + backend.port());
      assertThat(record.timeline())
          .extracting(TimelineEntry::event)
          .containsSubsequence("tcp.dial", "tcp.dial_failed", "tcp.dial", "tcp.connected");
    }
  }

  private static boolean canMount() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "unshare -m true 2>/dev/null").start().waitFor() == 0;
  }
}
