package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, told to stop in the midst of many transfers. */
class DrainUnderLoadIT {

  private static final int TRANSFERS = 50;
  private static final long LENGTH = 8 << 20;
  private static final int FIRST_PART = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final CountDownLatch underWay = new CountDownLatch(TRANSFERS);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void everyTransferIsCompletedAndRecorded() throws Exception {
    try (TestBackend backend = TestBackend.start(this::serve);
        Program program = start(backend)) {
      List<CompletableFuture<Long>> transfers = drainAmidTransfers(program);
      goOn.countDown();
      assertThat(transfers)
          .allSatisfy(transfer -> assertThat(transfer).succeedsWithin(PATIENCE).isEqualTo(LENGTH));
      assertThat(program.exitCode()).isZero();
      List<FlowRecord> records = oneOfEach(program);
      assertThat(records).extracting(FlowRecord::outcome).containsOnly(Outcome.OK);
      assertThat(records)
          .extracting(record -> record.downstream().bytes().out())
          .containsOnly(LENGTH);
    }
  }

  @Test
  void aSecondSignalEndsThemAndRecordsEach() throws Exception {
    try (TestBackend backend = TestBackend.start(this::serve);
        Program program = start(backend)) {
      List<CompletableFuture<Long>> transfers = drainAmidTransfers(program);
      program.signal("INT");
      program.awaitErr("aborting");
      assertThat(program.exitCode()).isEqualTo(130);
      List<FlowRecord> records = oneOfEach(program);
      assertThat(records).extracting(FlowRecord::outcome).containsOnly(Outcome.DRAINED);
      assertThat(transfers).allSatisfy(transfer -> assertThat(transfer).failsWithin(PATIENCE));
      goOn.countDown();
    }
  }

  private Program start(TestBackend backend) throws IOException {
    return Program.start(directory, Program.relayTo("127.0.0.1:" + backend.port()));
  }

  /** Sends the first part at once, and the rest after the signal. */
  private void serve(Socket connection) throws Exception {
    Pattern.write(connection.getOutputStream(), FIRST_PART);
    goOn.await();
    if (!ended(connection)) {
      Pattern.write(connection.getOutputStream(), FIRST_PART, LENGTH);
    }
  }

  /** Whether the proxy has reset the connection. */
  private static boolean ended(Socket connection) {
    try {
      connection.setSoTimeout(1);
      return connection.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillThere) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private List<CompletableFuture<Long>> drainAmidTransfers(Program program) throws Exception {
    List<CompletableFuture<Long>> transfers = transfers(program.address("main"));
    underWay.await();
    program.signal("TERM");
    program.awaitErr("draining");
    return transfers;
  }

  private List<CompletableFuture<Long>> transfers(InetSocketAddress address) {
    List<CompletableFuture<Long>> transfers = new ArrayList<>();
    for (int i = 0; i < TRANSFERS; i++) {
      transfers.add(
          CompletableFuture.supplyAsync(
              () -> transfer(address), task -> new Thread(task, "transfer").start()));
    }
    return transfers;
  }

  private long transfer(InetSocketAddress address) {
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      InputStream in = client.getInputStream();
      Pattern pattern = new Pattern();
      byte[] first = in.readNBytes(FIRST_PART);
      pattern.check(first, first.length);
      underWay.countDown();
      return pattern.readRest(in);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static List<FlowRecord> oneOfEach(Program program) throws IOException {
    List<FlowRecord> records = new ArrayList<>();
    for (String line : program.out()) {
      records.add(FlowJson.read(line));
    }
    assertThat(records).extracting(FlowRecord::flow).hasSize(TRANSFERS).doesNotHaveDuplicates();
    return records;
  }
}
