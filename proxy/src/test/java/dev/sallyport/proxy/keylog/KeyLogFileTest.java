package dev.sallyport.proxy.keylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.proxy.SaidBy;
import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyLogFileTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration BRIEF = Duration.ofMillis(10);
  private static final byte[] RANDOM = {0x0A, (byte) 0xFF};

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("keys.log");
  }

  private static byte[] secret(int octet) {
    return new byte[] {(byte) octet, 0x01};
  }

  @Test
  void appendsALineForEachSecretInOrderToAFileThatItsOwnerAloneCanRead() throws IOException {
    for (int run = 0; run < 2; run++) {
      KeyLogFile log = KeyLogFile.open(file(), LONG, name -> true);
      for (int i = 0; i < 50; i++) {
        log.log("CLIENT_TRAFFIC_SECRET_" + i, RANDOM, secret(run));
      }
      log.close(LONG);
      log.log("TOO_LATE", RANDOM, secret(run));
    }
    assertThat(Files.readAllLines(file()))
        .hasSize(100)
        .startsWith("CLIENT_TRAFFIC_SECRET_0 0aff 0001", "CLIENT_TRAFFIC_SECRET_1 0aff 0001")
        .endsWith("CLIENT_TRAFFIC_SECRET_49 0aff 0101");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void refusesAFileThatOthersCanReadOrWrite(String mode) throws IOException {
    Files.writeString(file(), "as it was\n");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> KeyLogFile.open(file(), LONG, name -> true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others can read or write it");
    assertThat(file()).hasContent("as it was\n");
  }

  @Test
  void refusesAFileOfAnotherUser() throws IOException {
    assumeTrue(Files.getOwner(directory).getName().equals("root"), "only root gives files away");
    Files.writeString(file(), "as it was\n");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    Files.setAttribute(file(), "unix:uid", 65_534);
    assertThatThrownBy(() -> KeyLogFile.open(file(), LONG, name -> true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to ")
        .hasMessageEndingWith(" and not to us, root");
    assertThat(file()).hasContent("as it was\n");
  }

  @Test
  void refusesALinkAndADirectoryThatIsNotThere() throws IOException {
    Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
    Files.createSymbolicLink(file(), elsewhere);
    assertThatThrownBy(() -> KeyLogFile.open(file(), LONG, name -> true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a link");
    assertThatThrownBy(() -> KeyLogFile.open(directory.resolve("no/keys.log"), LONG, name -> true))
        .hasMessageContaining("the directory does not exist");
  }

  @Test
  void goesOnInANewFileOfItsOwnWhenItWasRotated() throws IOException {
    KeyLogFile log = KeyLogFile.open(file(), LONG, name -> true);
    log.log("BEFORE", RANDOM, secret(1));
    await().until(() -> Files.size(file()) > 0);
    Path rotated = Files.move(file(), directory.resolve("keys.log.1"));
    log.reopen();
    await().until(() -> Files.exists(file()));
    log.log("AFTER", RANDOM, secret(2));
    log.close(LONG);
    assertThat(rotated).hasContent("BEFORE 0aff 0101\n");
    assertThat(file()).hasContent("AFTER 0aff 0201\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void staysWithItsOldFileWhereTheNewOneIsNotItsOwnersAlone() throws IOException {
    KeyLogFile log = KeyLogFile.open(file(), LONG, name -> true);
    Path rotated = Files.move(file(), directory.resolve("keys.log.1"));
    Files.createFile(file());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    log.reopen();
    log.log("AFTER", RANDOM, secret(2));
    log.close(LONG);
    assertThat(rotated).hasContent("AFTER 0aff 0201\n");
    assertThat(file()).isEmptyFile();
  }

  @Test
  void isNotMadeAnewOnceItsTimeIsUp() throws IOException {
    AtomicLong now = new AtomicLong();
    KeyLogFile log = KeyLogFile.start(file(), new Sink(), BRIEF, name -> true, now::get);
    now.set(BRIEF.toNanos());
    log.reopen();
    log.close(LONG);
    assertThat(file()).doesNotExist();
  }

  @Test
  void beginsANewFileWithAWholeLineWhateverBecameOfTheOldOne() throws IOException {
    Sink sink = new Sink();
    sink.full = true;
    sink.closable = false;
    try (SaidBy said = new SaidBy(KeyLogFile.class)) {
      KeyLogFile log = KeyLogFile.start(file(), sink, LONG, name -> true, Ticker.SYSTEM);
      log.log("LOST", RANDOM, secret(1));
      await().until(() -> sink.refused.get() > 0);
      log.reopen();
      await().until(() -> Files.exists(file()));
      log.log("AFTER", RANDOM, secret(2));
      log.close(LONG);
      assertThat(Files.readString(file())).isEqualTo("AFTER 0aff 0201\n");
      assertThat(said.lines())
          .anyMatch(line -> line.endsWith("reopened"))
          .anyMatch(line -> line.contains("the old file of key log"))
          .noneMatch(line -> line.contains("not reopened"));
    }
  }

  @Test
  void countsWhatStillWaitsWhenItEndsAsLost() {
    Sink sink = new Sink();
    CountDownLatch hanging = new CountDownLatch(1);
    sink.hanging = hanging;
    sink.broken = true;
    try (SaidBy said = new SaidBy(KeyLogFile.class)) {
      KeyLogFile log = KeyLogFile.start(file(), sink, LONG, name -> true, Ticker.SYSTEM);
      log.log("LOST", RANDOM, secret(1));
      await().until(() -> sink.asked);
      log.log("LOST", RANDOM, secret(2));
      log.log("LOST", RANDOM, secret(3));
      hanging.countDown();
      log.close(LONG);
      assertThat(said.lines()).anyMatch(line -> line.endsWith("; secrets lost so far: 3"));
    }
  }

  @ParameterizedTest
  @CsvSource({"rwxrwx---, false", "rwx----w-, false", "rwxr-xr-x, true"})
  void refusesADirectoryInWhichOthersCanSwapTheFile(String mode, boolean taken) throws IOException {
    Path place = Files.createDirectory(directory.resolve("place"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(mode));
    Path file = place.resolve("keys.log");
    if (taken) {
      KeyLogFile.open(file, LONG, name -> true).close(LONG);
    } else {
      assertThatThrownBy(() -> KeyLogFile.open(file, LONG, name -> true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("others can write its directory");
      Files.setAttribute(place, "unix:mode", 0_1777);
      KeyLogFile.open(file, LONG, name -> true).close(LONG);
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void wantsTheNamesItIsFor() throws IOException {
    KeyLogFile log = KeyLogFile.open(file(), LONG, "a.example"::equals);
    assertThat(log.wants("a.example")).isTrue();
    assertThat(log.wants("b.example")).isFalse();
    assertThat(log.wants(null)).isFalse();
    log.close(LONG);
    assertThat(log.wants("a.example")).isFalse();
  }

  @Test
  void endsByItselfWhenItsTimeIsUp() {
    Sink sink = new Sink();
    AtomicLong now = new AtomicLong();
    KeyLogFile log = KeyLogFile.start(file(), sink, BRIEF, name -> true, now::get);
    log.log("IN_TIME", RANDOM, secret(1));
    now.set(BRIEF.toNanos());
    await().until(() -> !sink.isOpen());
    assertThat(log.wants("a.example")).isFalse();
    log.log("TOO_LATE", RANDOM, secret(2));
    log.close(LONG);
    assertThat(sink.lines()).containsExactly("IN_TIME 0aff 0101");
  }

  @Test
  void aFailingDiskLosesLinesAndNothingElse() {
    Sink sink = new Sink();
    KeyLogFile log = KeyLogFile.start(file(), sink, LONG, name -> true, Ticker.SYSTEM);
    sink.full = true;
    log.log("LOST", RANDOM, secret(1));
    log.log("LOST", RANDOM, secret(2));
    await().until(() -> sink.refused.get() >= 2);
    sink.full = false;
    log.log("KEPT", RANDOM, secret(3));
    log.close(LONG);
    assertThat(sink.lines()).last().isEqualTo("KEPT 0aff 0301");
    assertThat(sink.lines()).noneMatch(line -> line.startsWith("LOST "));
  }

  @Test
  void aDiskThatHangsHoldsNobodyUp() {
    Sink sink = new Sink();
    CountDownLatch hanging = new CountDownLatch(1);
    sink.hanging = hanging;
    KeyLogFile log = KeyLogFile.start(file(), sink, LONG, name -> true, Ticker.SYSTEM);
    log.log("L0", RANDOM, secret(1));
    await().until(() -> sink.asked);
    IntStream.range(1, 10_000).forEach(i -> log.log("L" + i, RANDOM, secret(1)));
    hanging.countDown();
    log.close(LONG);
    assertThat(sink.lines())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 4_096).mapToObj(i -> "L" + i + " 0aff 0101").toList());
  }

  @Test
  void linesAreOverwrittenInMemoryOnceTheyAreWritten() {
    Sink sink = new Sink();
    KeyLogFile log = KeyLogFile.start(file(), sink, LONG, name -> true, Ticker.SYSTEM);
    log.log("LABEL", RANDOM, secret(1));
    log.close(LONG);
    assertThat(sink.last.array()).containsOnly(0);
  }

  @Test
  void endsInOrderWhenWritingGoesWrongInAWayThatNobodyExpects() {
    Sink sink = new Sink();
    sink.broken = true;
    KeyLogFile log = KeyLogFile.start(file(), sink, LONG, name -> true, Ticker.SYSTEM);
    log.log("LOST", RANDOM, secret(1));
    await().until(() -> !sink.isOpen());
    assertThat(log.wants("a.example")).isFalse();
    assertThat(sink.last.array()).containsOnly(0);
    log.close(LONG);
    assertThat(sink.lines()).isEmpty();
  }

  /** A disk that can be full, slow, or broken. */
  private static final class Sink implements WritableByteChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean open = true;
    private volatile boolean closable = true;
    private volatile boolean asked;
    private volatile boolean full;
    private volatile boolean broken;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile CountDownLatch hanging = new CountDownLatch(0);
    private volatile ByteBuffer last = ByteBuffer.allocate(0);

    /** A full one takes the first octets and then no more. */
    @Override
    public int write(ByteBuffer line) throws IOException {
      asked = true;
      try {
        hanging.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      last = line;
      if (broken) {
        throw new IllegalStateException("broken");
      }
      if (full && line.position() > 0) {
        refused.incrementAndGet();
        throw new IOException("No space left on device");
      }
      int count = full ? 2 : line.remaining();
      for (int i = 0; i < count && line.hasRemaining(); i++) {
        written.write(line.get());
      }
      return count;
    }

    private List<String> lines() {
      return written.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      if (!closable) {
        throw new IOException("Input/output error");
      }
    }
  }
}
