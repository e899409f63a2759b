package dev.sallyport.proxy.ladder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A log that grows, is rotated and cut while it is read. */
@ExtendWith(Patience.class)
class FollowedLogTest {
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private final List<String> files = new CopyOnWriteArrayList<>();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final Path file;
  private @Nullable FollowedLog followed;

  FollowedLogTest(@TempDir Path directory) {
    this.file = directory.resolve("connections.log");
  }

  @AfterEach
  void close() throws Exception {
    enough.set(true);
    reader.shutdown();
    assertThat(reader.awaitTermination(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    if (followed != null) {
      followed.close();
    }
  }

  @Test
  void onlyWhatComesIsRead() throws Exception {
    Files.writeString(file, "old\n");
    follow();
    append("new\n");
    await().until(() -> files.equals(List.of("new\n")));
    append("and ");
    append("more\n");
    await().until(() -> files.equals(List.of("new\nand more\n")));
  }

  @Test
  void aLineThatIsHalfWrittenIsReadFromItsBeginning() throws Exception {
    Files.writeString(file, "x".repeat(10_000) + "\nhalf");
    follow();
    append(" and half\n");
    await().until(() -> files.equals(List.of("half and half\n")));
  }

  @Test
  void aFileWithoutANewlineIsOneHalfWrittenLine() throws Exception {
    Files.writeString(file, "y".repeat(20_000));
    follow();
    append("\n");
    await().until(() -> files.equals(List.of("y".repeat(20_000) + "\n")));
  }

  @Test
  void whatComesToTheOldFileIsReadUntilTheNewOneHasLines() throws Exception {
    Files.writeString(file, "");
    follow();
    append("one\n");
    await().until(() -> files.equals(List.of("one\n")));
    Path rotated = Files.move(file, file.resolveSibling("connections.log.1"));
    Files.writeString(rotated, "two\n", APPEND);
    await().until(() -> files.equals(List.of("one\ntwo\n")));
    Files.createFile(file);
    Files.writeString(rotated, "three\n", APPEND);
    await().until(() -> files.equals(List.of("one\ntwo\nthree\n")));
    append("four\n");
    await().until(() -> files.equals(List.of("one\ntwo\nthree\n", "four\n")));
  }

  @Test
  void itIsRotatedAgainAndAgain() throws Exception {
    Files.writeString(file, "");
    follow();
    for (int i = 0; i < 5; i++) {
      append("a" + i + "\n");
      String expected = "a" + i + "\n";
      int count = i + 1;
      await().until(() -> files.size() == count && files.get(count - 1).equals(expected));
      Files.move(
          file, file.resolveSibling("connections.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void aFileThatIsCutShortIsReadFromItsBeginning() throws Exception {
    Files.writeString(file, "much that is old\n");
    follow();
    Files.writeString(file, "", StandardOpenOption.TRUNCATE_EXISTING);
    await().until(() -> files.size() == 2);
    append("new\n");
    await().until(() -> files.equals(List.of("", "new\n")));
  }

  @Test
  void itEndsWhenItIsStoppedOrNobodyWantsMore() throws Exception {
    Files.writeString(file, "old\n");
    FollowedLog log = FollowedLog.atEndOf(file, enough::get);
    Future<?> reading = reader.submit(() -> read(log));
    log.stop();
    reading.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    log.close();

    try (FollowedLog other = FollowedLog.atEndOf(file, enough::get)) {
      Future<?> waiting = reader.submit(() -> read(other));
      enough.set(true);
      waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void follow() throws IOException {
    FollowedLog log = FollowedLog.atEndOf(file, enough::get);
    followed = log;
    Future<?> unused = reader.submit(() -> read(log));
  }

  /** Keeps the text of each file that stood there, one after the other. */
  private boolean read(FollowedLog log) throws IOException {
    while (log.next()) {
      files.add("");
      int last = files.size() - 1;
      byte[] buffer = new byte[7];
      for (int read = log.read(buffer); read >= 0; read = log.read(buffer)) {
        files.set(last, files.get(last) + new String(buffer, 0, read, UTF_8));
      }
    }
    return true;
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, APPEND);
  }
}
