package dev.sallyport.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.proxy.kernel.KernelEvent.Kind;
import dev.sallyport.proxy.lifecycle.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The witness and the kernel; where tracefs is mounted and may be written. */
class KernelWitnessIT {

  private static final int STARTERS = 4;
  private static final int STARTS = 10;

  private final Queue<KernelEvent> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<KernelEvent> dialled = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void tracefsIsThere() {
    assumeTrue(
        Files.isWritable(TraceInstance.TRACEFS.resolve("instances")), "tracefs is not mounted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void bothEndsOfAConnectionAreWitnessed(String address) throws Exception {
    long before = System.nanoTime();
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName(address));
        KernelWitness witness = start(listening);
        Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket far = listening.accept()) {
      follow(witness, near, dialled);
      follow(witness, far, accepted);
      near.shutdownOutput();
      await().until(() -> changes(accepted).contains("ESTABLISHED>CLOSE_WAIT"));
      far.shutdownOutput();
      await().until(() -> changes(accepted).contains("LAST_ACK>CLOSE"));
      assertThat(changes(accepted))
          .containsExactly(
              "SYN_RECV>ESTABLISHED",
              "ESTABLISHED>CLOSE_WAIT",
              "CLOSE_WAIT>LAST_ACK",
              "LAST_ACK>CLOSE");
      await().until(() -> changes(dialled).contains("FIN_WAIT_2>CLOSE"));
      assertThat(changes(dialled))
          .containsExactly(
              "SYN_SENT>ESTABLISHED",
              "ESTABLISHED>FIN_WAIT_1",
              "FIN_WAIT_1>FIN_WAIT_2",
              "FIN_WAIT_2>CLOSE");
      assertThat(accepted)
          .extracting(KernelEvent::nanos)
          .isSorted()
          .allSatisfy(at -> assertThat(at).isBetween(before - 1_000, System.nanoTime()));
      assertThat(witness.lost()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void anRstIsWitnessedWithItsReason(String address) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName(address));
        KernelWitness witness = start(listening);
        Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
      try (Socket closedUnread = listening.accept()) {
        follow(witness, near, dialled);
        follow(witness, closedUnread, accepted);
        near.getOutputStream().write('x');
        await().until(() -> closedUnread.getInputStream().available() == 1);
      }
      await().until(() -> reasons(accepted).contains("TCP_ABORT_ON_CLOSE"));
      await().until(() -> dialled.stream().anyMatch(e -> e.kind() == Kind.RST_RECEIVED));
      await().until(() -> changes(dialled).stream().anyMatch(change -> change.endsWith(">CLOSE")));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = 3)
  void itLeavesNothingBehind(int times) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int time = 0; time < times; time++) {
        try (KernelWitness witness = start(listening)) {
          assertThat(witness.lost()).isZero();
          assertThat(instances()).isNotEmpty();
        }
        assertThat(instances()).isEmpty();
      }
    }
  }

  /** Each takes away what the dead have left, and what the others have only begun looks like it. */
  @Test
  void manyMayStartAtOnce() throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(STARTERS);
    CyclicBarrier together = new CyclicBarrier(STARTERS);
    try {
      List<Future<?>> started = new ArrayList<>();
      for (int i = 0; i < STARTERS; i++) {
        started.add(starters.submit(() -> startAndStop(together)));
      }
      for (Future<?> one : started) {
        one.get(1, TimeUnit.MINUTES);
      }
    } finally {
      starters.shutdownNow();
    }
    assertThat(instances()).isEmpty();
  }

  private static @Nullable Void startAndStop(CyclicBarrier together) throws Exception {
    for (int i = 0; i < STARTS; i++) {
      together.await(1, TimeUnit.MINUTES);
      TraceInstance instance = TraceInstance.make(TraceInstance.TRACEFS);
      instance.trace().close();
      instance.close();
    }
    return null;
  }

  private static List<String> instances() throws IOException {
    String mine = "sallyport-" + ProcessHandle.current().pid() + "-";
    try (var all = Files.list(TraceInstance.TRACEFS.resolve("instances"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(mine))
          .toList();
    }
  }

  private static KernelWitness start(ServerSocket listening) throws Exception {
    List<Integer> ports = List.of(listening.getLocalPort());
    KernelWitness witness = KernelWitness.start(Ticker.SYSTEM);
    witness.watch(ports, ports);
    return witness;
  }

  private static void follow(KernelWitness witness, Socket socket, Queue<KernelEvent> told) {
    SocketPair pair =
        new SocketPair(
            (InetSocketAddress) socket.getLocalSocketAddress(),
            (InetSocketAddress) socket.getRemoteSocketAddress());
    witness.follow(pair, Long.MIN_VALUE, Runnable::run, told::add);
  }

  private static List<String> changes(Queue<KernelEvent> told) {
    return told.stream()
        .filter(event -> event.kind() == Kind.STATE)
        .map(event -> event.from() + ">" + event.to())
        .toList();
  }

  private static List<String> reasons(Queue<KernelEvent> told) {
    return told.stream()
        .filter(event -> event.kind() == Kind.RST_SENT)
        .map(event -> String.valueOf(event.reason()))
        .toList();
  }
}
