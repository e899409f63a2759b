package dev.sallyport.proxy.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.proxy.Program;
import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RecordFormatException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the connection log runs full: flows go on, what is lost is counted and said, and once
 * there is room the next records are whole.
 */
class LogDiskFullIT {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int DISK_KIB = 64;
  private static final int WHILE_FULL = 50;
  private static final int LATER = 20;
  private static final Pattern LOST =
      Pattern.compile("connections\\.log(?::| is written again;) records lost so far: (\\d+)");

  @TempDir private Path directory;

  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", disk().toString());
    }
  }

  private Path disk() {
    return directory.resolve("disk");
  }

  @Test
  void flowsGoOnAndTheLossIsSaid() throws Exception {
    Files.createDirectory(disk());
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_KIB + "k", "tmpfs", disk().toString());
    assumeTrue(mounted, "skipped: no file system can be mounted here");
    Path log = disk().resolve("connections.log");
    Path ballast = disk().resolve("ballast");
    try (TestBackend backend = TestBackend.echoing();
        Program program = start(backend.port(), log)) {
      InetSocketAddress address = program.address("web");
      int before = 1;
      talk(address);
      await().until(() -> whole(log).size() == 1);
      fill(ballast);
      int unwritten = 0;
      while (!isSaid(program, "cannot be written")) {
        talk(address);
        unwritten++;
      }
      for (int i = 0; i < WHILE_FULL; i++) {
        talk(address);
        unwritten++;
      }
      Files.delete(ballast);
      for (int i = 0; i < LATER; i++) {
        talk(address);
      }
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();

      assertThat(program.err()).anyMatch(line -> line.contains("No space left on device"));
      long lost = lost(program.err());
      assertThat(lost).isPositive();
      assertThat(whole(log)).hasSize((int) (before + unwritten + LATER - lost));
      assertThat(whole(log)).extracting(FlowRecord::flow).doesNotHaveDuplicates();
      assertThat(program.err()).noneMatch(line -> line.contains("Exception"));
    }
  }

  private Program start(int backend, Path log) throws IOException {
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(
        file,
        """
        sallyport {
          listeners.web { bind = "127.0.0.1:0", backend = app }
          backends.app.servers = ["127.0.0.1:%d"]
          connection-log.file = "%s"
        }
        """
            .formatted(backend, log));
    return Program.start(directory, "run", "-c", file);
  }

  private static void talk(InetSocketAddress address) throws IOException {
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo('x');
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** Takes all the room there is. */
  private static void fill(Path ballast) {
    assertThatThrownBy(() -> Files.write(ballast, new byte[DISK_KIB * 1024]))
        .hasMessageContaining("No space left on device");
  }

  private static boolean isSaid(Program program, String text) {
    return program.err().stream().anyMatch(line -> line.contains(text));
  }

  private static long lost(List<String> err) {
    long lost = 0;
    for (String line : err) {
      Matcher said = LOST.matcher(line);
      if (said.find()) {
        lost = Long.parseLong(said.group(1));
      }
    }
    return lost;
  }

  /** The records; a line that was cut when the room ended is none, and its record is lost. */
  private static List<FlowRecord> whole(Path log) throws IOException {
    List<FlowRecord> records = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      try {
        records.add(FlowJson.read(line));
      } catch (RecordFormatException cut) {
        assertThat(line).startsWith("{\"schema\"");
      }
    }
    return records;
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
