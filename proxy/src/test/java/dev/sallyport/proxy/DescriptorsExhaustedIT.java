package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that has no file descriptor left goes on and serves again when it has. */
class DescriptorsExhaustedIT {

  /** The JVM keeps some sixty open; each client takes two of the rest. */
  private static final int DESCRIPTORS = 128;

  private static final int CLIENTS = 100;
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir private Path directory;

  @Test
  void whoCouldNotBeAcceptedIsServedLater() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        Program program =
            Program.startAfter(
                "ulimit -n " + DESCRIPTORS,
                directory,
                "run",
                "--listen",
                "127.0.0.1:0",
                "--backend",
                "127.0.0.1:" + backend.port(),
                "--cleartext")) {
      InetSocketAddress address = program.address("main");
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(connect(address));
      }
      program.awaitErr("cannot accept: ");
      for (Socket client : clients) {
        client.close();
      }
      try (Socket later = connect(address)) {
        later.getOutputStream().write('x');
        assertThat(later.getInputStream().read()).isEqualTo('x');
      }
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      List<FlowRecord> records = new ArrayList<>();
      for (String line : program.out()) {
        records.add(FlowJson.read(line));
      }
      assertThat(records).hasSize(CLIENTS + 1);
      assertThat(records.get(CLIENTS).outcome()).isEqualTo(Outcome.OK);
      assertThat(records)
          .filteredOn(record -> record.outcome() == Outcome.UPSTREAM_CONNECT_FAILED)
          .allSatisfy(record -> assertThat(Told.error(record).type()).isEqualTo(ErrorType.LIMIT));
    }
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket client = new Socket(address.getAddress(), address.getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }
}
