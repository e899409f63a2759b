package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.proxy.SaidBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenQueueWatchTest {

  @TempDir private Path proc;

  private final SaidBy log = new SaidBy(ListenQueueWatch.class);

  @BeforeEach
  void procTells() throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.createDirectories(proc.resolve("sys/net/core"));
    counted(7, 11);
    somaxconn("4096\n");
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void whatWasDroppedBeforeTheStartIsNotTold() throws Exception {
    try (ListenQueueWatch watch = watching("backlog = 64")) {
      watch.look();
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void growthIsToldWithWhatToDo() throws Exception {
    try (ListenQueueWatch watch = watching("backlog = 64")) {
      counted(10, 16);
      watch.look();
      assertThat(log.lines())
          .containsExactly(
              "WARN 5 attempt(s) to connect were dropped on this host (not only of this proxy), 3"
                  + " of them because a listen queue was full, of whatever program: ss -ltn shows"
                  + " whose is full now (Recv-Q above Send-Q); where it is ours, raise backlog (the"
                  + " least is listeners.web.backlog = 64) and net.core.somaxconn (now 4096), and"
                  + " max-connections where it is reached");
    }
  }

  @Test
  void eitherCounterIsEnough() throws Exception {
    try (ListenQueueWatch watch = watching("backlog = 64")) {
      counted(7, 12);
      watch.look();
      assertThat(log.lines()).hasSize(1).first().asString().contains("1 attempt(s)", " 0 of them");
    }
  }

  @Test
  void theNextWarningComesAfterTheQuietTimeWithAllThatCameMeanwhile() throws Exception {
    try (ListenQueueWatch watch = watching("backlog = 64")) {
      counted(8, 12);
      watch.look();
      for (int look = 1; look < ListenQueueWatch.QUIET_LOOKS; look++) {
        counted(8 + look, 12 + look);
        watch.look();
      }
      assertThat(log.lines()).hasSize(1);
      watch.look();
      int meanwhile = ListenQueueWatch.QUIET_LOOKS - 1;
      assertThat(log.lines()).hasSize(2).last().asString().contains(meanwhile + " attempt(s)");
    }
  }

  @Test
  void afterAQuietTimeWithoutGrowthTheNextIsToldAtOnce() throws Exception {
    try (ListenQueueWatch watch = watching("backlog = 64")) {
      counted(8, 12);
      watch.look();
      for (int look = 0; look < 2 * ListenQueueWatch.QUIET_LOOKS; look++) {
        watch.look();
      }
      counted(9, 13);
      watch.look();
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void aBacklogThatTheKernelCutsIsWarnedOfWhereItStands() throws Exception {
    somaxconn("128\n");
    try (ListenQueueWatch watch = watching("backlog = 129")) {
      assertThat(log.lines())
          .containsExactly(
              "WARN "
                  + proc.resolve("test.conf")
                  + ":2: sallyport.listeners.web.backlog: 129 is more than net.core.somaxconn ="
                  + " 128, to which the kernel cuts it");
      counted(8, 12);
      watch.look();
      assertThat(log.lines())
          .last()
          .asString()
          .contains("(now 128, to which the kernel cuts a larger backlog)");
    }
  }

  @Test
  void aBacklogThatTheKernelTakesAndOneThatNobodyWroteAreNotWarnedOf() throws Exception {
    somaxconn("128\n");
    watching("backlog = 128").close();
    watching("").close();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aKernelThatDoesNotTellIsNotWatched() throws Exception {
    List<ListenerConfig> listeners = listeners("backlog = 9999");
    try (ListenQueueWatch nowhere = new ListenQueueWatch(listeners, proc.resolve("missing"))) {
      assertThat(nowhere.begin()).isFalse();
    }
    for (String odd :
        List.of(
            "",
            "TcpExt: ListenOverflows ListenDrops\n",
            "TcpExt: TW ListenDrops\nTcpExt: 1 2\n",
            "TcpExt: ListenOverflows ListenDrops\nTcpExt: 1\n",
            "TcpExt: ListenOverflows ListenDrops\nTcpExt: 1 many\n")) {
      Files.writeString(proc.resolve("net/netstat"), odd);
      try (ListenQueueWatch watch = new ListenQueueWatch(List.of(), proc)) {
        assertThat(watch.begin()).as(odd).isFalse();
      }
    }
    somaxconn("unlimited\n");
    counted(1, 1);
    try (ListenQueueWatch watch = new ListenQueueWatch(listeners, proc)) {
      assertThat(watch.begin()).isFalse();
    }
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aLookThatFailsIsMadeUpForByTheNext() throws Exception {
    try (ListenQueueWatch watch = watching("backlog = 64")) {
      Files.delete(proc.resolve("net/netstat"));
      watch.look();
      counted(8, 12);
      watch.look();
      assertThat(log.lines()).hasSize(1).first().asString().contains("1 attempt(s)");
    }
  }

  private ListenQueueWatch watching(String setting) throws Exception {
    ListenQueueWatch watch = new ListenQueueWatch(listeners(setting), proc);
    assertThat(watch.begin()).isTrue();
    return watch;
  }

  private List<ListenerConfig> listeners(String setting)
      throws IOException, ConfigurationException {
    Path file = proc.resolve("test.conf");
    Files.writeString(
        file,
        """
        sallyport.listeners.web { bind = "127.0.0.1:0", backend = app }
        sallyport.listeners.web { %s }
        sallyport.backends.app.servers = ["127.0.0.1:1"]
        """
            .formatted(setting));
    return ConfigurationLoader.load(file).listeners();
  }

  /** As the kernel writes it, among others. */
  private void counted(long overflows, long drops) throws IOException {
    Files.writeString(
        proc.resolve("net/netstat"),
        """
        TcpExt: TW DelayedACKLost ListenOverflows ListenDrops TCPHPHits
        TcpExt: 1 2 %d %d 3
        IpExt: InNoRoutes InTruncatedPkts
        IpExt: 4 5
        """
            .formatted(overflows, drops));
  }

  private void somaxconn(String text) throws IOException {
    Files.writeString(proc.resolve("sys/net/core/somaxconn"), text);
  }
}
