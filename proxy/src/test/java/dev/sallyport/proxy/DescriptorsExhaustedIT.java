package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that has no file descriptor left goes on and serves again when it has. */
class DescriptorsExhaustedIT {

  /** The JVM keeps some sixty open; each client takes two of the rest. */
  private static final int LEAST_DESCRIPTORS = 128;

  private static final int MOST_DESCRIPTORS = 139;

  private static final int CLIENTS = 120;
  private static final int USUAL_DESCRIPTORS = 256;
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

  @TempDir private Path directory;

  /** Who meets the last descriptor. */
  private record Met(boolean accepting, boolean dialling) {}

  /**
   * Whether a dial or an accept meets the last descriptor depends on how many the JVM has open, so
   * both are met within a few limits.
   */
  @Test
  void whoCouldNotBeAcceptedIsServedLaterAndWhoCouldNotBeDialledIsTold() throws Exception {
    boolean accepting = false;
    boolean dialling = false;
    for (int limit = LEAST_DESCRIPTORS; !accepting || !dialling; limit++) {
      assertThat(limit)
          .as("limits; an accept met one: %s; a dial: %s", accepting, dialling)
          .isLessThanOrEqualTo(MOST_DESCRIPTORS);
      Met met = exhaust(limit);
      accepting |= met.accepting;
      dialling |= met.dialling;
    }
  }

  private Met exhaust(int limit) throws Exception {
    return exhaust(limit, CLIENTS, program -> {});
  }

  /** Nor does it burn the processor while it has none. */
  @Test
  void whileNoneIsLeftItWaits() throws Exception {
    Met met = exhaust(USUAL_DESCRIPTORS, USUAL_DESCRIPTORS, DescriptorsExhaustedIT::waits);
    assertThat(met.accepting || met.dialling).isTrue();
  }

  private static void waits(Program program) {
    long begin = cpuNanos(program);
    LockSupport.parkNanos(WATCHED_NANOS);
    assertThat(cpuNanos(program) - begin).as("CPU time").isLessThan(WATCHED_NANOS / 4);
  }

  private static long cpuNanos(Program program) {
    return ProcessHandle.of(program.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow()
        .toNanos();
  }

  /** Has more clients come than there are descriptors, and meanwhile something looked at. */
  private Met exhaust(int limit, int number, Consumer<Program> meanwhile) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        Program program =
            Program.startAfter(
                "ulimit -n " + limit, directory, Program.relayTo("127.0.0.1:" + backend.port()))) {
      InetSocketAddress address = program.address("main");
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        clients.add(connect(address));
      }
      await().atMost(PATIENCE).until(() -> cannotAccept(program) || !program.out().isEmpty());
      meanwhile.accept(program);
      for (Socket client : clients) {
        client.close();
      }
      // Until all of them are gone a dial may still meet the last descriptor.
      await().atMost(PATIENCE).until(() -> program.out().size() == number);
      try (Socket later = connect(address)) {
        later.getOutputStream().write('x');
        assertThat(later.getInputStream().read()).isEqualTo('x');
      }
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      return told(program, number);
    }
  }

  private static boolean cannotAccept(Program program) {
    return program.err().stream().anyMatch(line -> line.contains("cannot accept: "));
  }

  /** Checks the records, of which there is one for each client. */
  private static Met told(Program program, int number) throws IOException {
    List<FlowRecord> records = new ArrayList<>();
    for (String line : program.out()) {
      records.add(FlowJson.read(line));
    }
    assertThat(records).hasSize(number + 1);
    assertThat(records).filteredOn(record -> record.outcome() == Outcome.OK).hasSize(1);
    List<FlowRecord> notDialled =
        records.stream().filter(r -> r.outcome() == Outcome.UPSTREAM_CONNECT_FAILED).toList();
    assertThat(notDialled)
        .allSatisfy(record -> assertThat(Told.error(record).type()).isEqualTo(ErrorType.LIMIT));
    return new Met(cannotAccept(program), !notDialled.isEmpty());
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket client = new Socket(address.getAddress(), address.getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }
}
