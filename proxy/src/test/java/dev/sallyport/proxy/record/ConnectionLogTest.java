package dev.sallyport.proxy.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.proxy.record.ConnectionLog.Detail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on real files, pipes and full devices. */
class ConnectionLogTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A quarter of it is more than a pipe and a batch hold: what waits stays above that. */
  private static final int STALLED = 2_000;

  private final Path directory;
  private final Calls calls = new Calls();
  private final RandomRecords records = new RandomRecords(99);

  ConnectionLogTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void writesEveryRecordInOrder() throws IOException {
    Path file = directory.resolve("conn.log");
    ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
    List<FlowRecord> offered = offer(log, 500);

    assertThat(log.close(LIMIT)).isTrue();

    assertThat(read(file)).isEqualTo(offered);
    assertThat(log.lost()).isZero();
  }

  @Test
  void summariesHaveNoTimeline() throws IOException {
    Path file = directory.resolve("conn.log");
    ConnectionLog log = ConnectionLog.open(file, Detail.SUMMARY, calls);
    List<FlowRecord> offered = offer(log, 20);

    log.close(LIMIT);

    assertThat(read(file)).isEqualTo(offered.stream().map(FlowRecord::summary).toList());
  }

  @Test
  void isReadableByItsGroupOnlyAndAppendedTo() throws IOException {
    Path file = directory.resolve("conn.log");
    List<FlowRecord> offered = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
      offered.addAll(offer(log, 3));
      log.close(LIMIT);
    }

    assertThat(read(file)).isEqualTo(offered);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .matches("rw-(r--|---)---");
  }

  @Test
  void manyThreadsMayOffer() throws Exception {
    Path file = directory.resolve("conn.log");
    ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<FlowRecord> own = new ArrayList<>();
      for (int j = 0; j < 500; j++) {
        own.add(records.next());
      }
      threads.add(new Thread(() -> own.forEach(log::offer)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(log.close(LIMIT)).isTrue();

    assertThat(read(file)).hasSize(2_000);
  }

  @Test
  void aLineIsThereSoonAfterItsRecord() throws IOException {
    Path file = directory.resolve("conn.log");
    ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
    for (int i = 1; i <= 5; i++) {
      offer(log, 1);
      int expected = i;
      await().atMost(LIMIT).until(() -> read(file).size() == expected);
    }
    log.close(LIMIT);
  }

  @Test
  void goesOnInANewFileAfterRotation() throws IOException {
    Path file = directory.resolve("conn.log");
    Path old = directory.resolve("conn.log.1");
    ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
    List<FlowRecord> before = offer(log, 10);
    await().atMost(LIMIT).until(() -> read(file).size() == 10);
    Files.move(file, old);
    log.reopen();
    await().atMost(LIMIT).until(() -> Files.exists(file));
    List<FlowRecord> after = offer(log, 10);

    log.close(LIMIT);

    assertThat(read(old)).isEqualTo(before);
    assertThat(read(file)).isEqualTo(after);
  }

  @Test
  void keepsTheOldFileWhenTheNewOneCannotBeOpened() throws IOException {
    Path sub = Files.createDirectory(directory.resolve("sub"));
    Path file = sub.resolve("conn.log");
    ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
    offer(log, 1);
    await().atMost(LIMIT).until(() -> read(file).size() == 1);
    Path moved = Files.move(sub, directory.resolve("moved"));
    log.reopen();
    offer(log, 1);

    assertThat(log.close(LIMIT)).isTrue();

    assertThat(read(moved.resolve("conn.log"))).hasSize(2);
  }

  @Test
  void endsALineThatAFormerProcessLeftUnfinished() throws IOException {
    Path file = Files.writeString(directory.resolve("conn.log"), "{\"schema\":\"sally");
    ConnectionLog log = ConnectionLog.open(file, Detail.FULL, calls);
    List<FlowRecord> offered = offer(log, 1);

    log.close(LIMIT);

    assertThat(Files.readString(file))
        .isEqualTo("{\"schema\":\"sally\n" + FlowJson.write(offered.get(0)) + "\n");
  }

  @Test
  void countsWhatAFullDeviceLosesAndRecovers() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full");
    Path link = directory.resolve("conn.log");
    Files.createSymbolicLink(link, full);
    ConnectionLog log = ConnectionLog.open(link, Detail.FULL, calls);
    offer(log, 50);
    await().atMost(LIMIT).until(() -> log.lost() == 50);
    Files.delete(link);
    log.reopen();
    await().atMost(LIMIT).until(() -> Files.exists(link));
    List<FlowRecord> after = offer(log, 10);

    assertThat(log.close(LIMIT)).isTrue();

    assertThat(read(link)).isEqualTo(after);
    assertThat(log.lost()).isEqualTo(50);
  }

  @Test
  void asksForNoMoreWhileAReaderStalls() throws Exception {
    Pipe pipe = pipe();
    ConnectionLog log = ConnectionLog.open(pipe.file(), Detail.FULL, calls, STALLED);

    int offered = 0;
    while (calls.list.isEmpty() && offered < 10_000) {
      offer(log, 1);
      offered++;
    }
    offer(log, 30);
    assertThat(calls.list).containsExactly("full");

    try (InputStream in = pipe.reader().get()) {
      CompletableFuture<Long> lines = CompletableFuture.supplyAsync(() -> lines(in));
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(calls.list).containsExactly("full", "drained"));
      assertThat(log.close(LIMIT)).isTrue();
      assertThat(lines.get()).isEqualTo(offered + 30);
    }
    assertThat(log.lost()).isZero();
  }

  @Test
  void closingGivesUpOnAReaderThatStallsForGood() throws Exception {
    Pipe pipe = pipe();
    ConnectionLog log = ConnectionLog.open(pipe.file(), Detail.FULL, calls);
    offer(log, 500);

    assertThat(log.close(Duration.ofMillis(100))).isFalse();

    pipe.reader().get().close();
  }

  @Test
  void whatIsOfferedAfterTheEndIsCountedAsLost() throws IOException {
    ConnectionLog log = ConnectionLog.open(directory.resolve("conn.log"), Detail.FULL, calls);
    log.close(LIMIT);

    offer(log, 1);

    assertThat(log.lost()).isEqualTo(1);
  }

  @Test
  void saysWhyItCannotBeOpened() {
    Path file = directory.resolve("missing/conn.log");

    assertThatThrownBy(() -> ConnectionLog.open(file, Detail.FULL, calls))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": the directory does not exist");
  }

  private List<FlowRecord> offer(ConnectionLog log, int count) {
    List<FlowRecord> offered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FlowRecord record = records.next();
      offered.add(record);
      log.offer(record);
    }
    return offered;
  }

  private static List<FlowRecord> read(Path file) throws IOException {
    List<FlowRecord> records = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      FlowLogReader reader = new FlowLogReader(in, file.toString());
      for (FlowLogReader.Line line = reader.next(); line != null; line = reader.next()) {
        records.add(line.parse());
      }
    }
    return records;
  }

  /** A pipe, and who reads it as soon as it is opened for writing. */
  private record Pipe(Path file, CompletableFuture<InputStream> reader) {}

  private Pipe pipe() throws Exception {
    Path file = directory.resolve("pipe");
    assumeTrue(
        new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0, "needs mkfifo");
    return new Pipe(
        file, CompletableFuture.supplyAsync(() -> open(file), task -> new Thread(task).start()));
  }

  private static InputStream open(Path pipe) {
    try {
      return Files.newInputStream(pipe);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads to the end. */
  private static long lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF_8)).lines().count();
  }

  /** What the log asked for, in order. */
  private static final class Calls implements ConnectionLog.Listener {
    private final List<String> list = new CopyOnWriteArrayList<>();

    @Override
    public void onFull() {
      list.add("full");
    }

    @Override
    public void onDrained() {
      list.add("drained");
    }
  }
}
