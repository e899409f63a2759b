package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TimingSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code timing.kernel = on} the stamps of TCP are the kernel's, and say so. */
class KernelStampsIT {

  private static final Path INSTANCES = Path.of("/sys/kernel/tracing/instances");

  @TempDir private Path directory;

  @BeforeEach
  void needsTracefs() {
    assumeTrue(Files.isWritable(INSTANCES), "tracefs is not mounted");
  }

  @Test
  void anOrderlyFlowIsStampedByTheKernel() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), "timing.kernel = on")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write("hello".getBytes(US_ASCII));
        assertThat(client.getInputStream().readNBytes(5)).hasSize(5);
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(record.ending().timingSource()).isEqualTo(TimingSource.KERNEL);
      assertThat(record.downstream().tcp().state()).isEqualTo(TcpState.CLOSED);
      assertThat(Told.upstream(record).tcp().state()).isEqualTo(TcpState.TIME_WAIT);
      assertThat(record.downstream().tcp().acceptQueueMicros()).isNotNegative();
      assertThat(record.downstream().tcp().syn()).isNotNull();
      assertThatFlow(record)
          .happened(
              DOWNSTREAM,
              "tcp.connected",
              "tcp.accepted",
              "tcp.fin_received",
              "tcp.fin_sent",
              "tcp.fin_acked")
          .happened(UPSTREAM, "tcp.connected", "tcp.fin_sent", "tcp.fin_acked", "tcp.fin_received");
      assertThat(record.timeline())
          .filteredOn(TimelineEntry::kernel)
          .extracting(TimelineEntry::event)
          .containsExactlyInAnyOrder(
              "tcp.connected",
              "tcp.fin_received",
              "tcp.fin_sent",
              "tcp.fin_acked",
              "tcp.connected",
              "tcp.fin_sent",
              "tcp.fin_acked",
              "tcp.fin_received");
    }
  }

  /**
   * The trap of TLS 1.3: a client that closes with the tickets unread makes its kernel send RST.
   */
  @Test
  void anRstIsToldWithTheReasonThatThePeersKernelHad() throws Exception {
    TestBackend.Script neverRead =
        connection -> {
          connection.getOutputStream().write("never read".getBytes(US_ASCII));
          connection.getInputStream().readAllBytes();
        };
    try (TestBackend backend = TestBackend.start(neverRead.untilCut());
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), "timing.kernel = on")) {
      try (Socket client = proxy.connect()) {
        await().until(() -> client.getInputStream().available() > 0);
        client.setSoLinger(true, 0); // or Java sends a FIN before it closes
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.RESET);
      assertThat(record.downstream().tcp().state()).isEqualTo(TcpState.CLOSED);
      assertThat(Told.downstreamTeardown(record).rstReason()).isEqualTo("TCP_ABORT_ON_CLOSE");
      assertThat(Told.downstreamTeardown(record).timeWait()).isEqualTo(TimeWait.NONE);
      assertThatFlow(record).firstEnd(Closer.DOWNSTREAM, Means.RST);
    }
  }

  @Test
  void autoHearsTheKernelWhereItCan() throws Exception {
    try (TestBackend backend = TestBackend.saying("hello");
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "timing.kernel = auto")) {
      try (Socket client = proxy.connect()) {
        assertThat(client.getInputStream().readAllBytes()).hasSize(5);
      }
      assertThat(proxy.record().ending().timingSource()).isEqualTo(TimingSource.KERNEL);
    }
  }

  /** A line can be misread whose predecessor is missing, so that nothing of such a flow is used. */
  @Test
  void whereEventsWereLostTheStampsAreThoseOfTheSockets() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), "timing.kernel = on")) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
        Path instance = instances().get(0);
        Files.writeString(instance.resolve("buffer_size_kb"), "4");
        await().until(() -> overflows(instance));
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(record.ending().timingSource()).isEqualTo(TimingSource.SOCKET);
      assertThat(record.timeline()).noneMatch(TimelineEntry::kernel);
      assertThat(record.downstream().tcp().acceptQueueMicros()).isNull();
    }
    assertThat(instances()).isEmpty();
  }

  @Test
  void whereTheTraceEndsTheSocketsAreAskedAgain() throws Exception {
    try (TestBackend backend = TestBackend.saying("hello");
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), "timing.kernel = on")) {
      Files.writeString(instances().get(0).resolve("tracing_on"), "0");
      await()
          .untilAsserted(
              () -> {
                FlowRecord record = flow(proxy);
                assertThat(record.ending().timingSource()).isEqualTo(TimingSource.SOCKET);
                assertThat(record.timeline()).noneMatch(TimelineEntry::kernel);
                assertThat(Told.downstreamTeardown(record).finReceivedMicros()).isNotNull();
              });
    }
  }

  @Test
  void autoDoesWithoutWhereTheKernelCannotBeHeardAndOnDoesNotStart() throws Exception {
    String ports =
        IntStream.range(20_000, 20_600)
            .mapToObj(port -> "\"127.0.0.1:" + port + "\"")
            .collect(Collectors.joining(",", "backends.many.servers = [", "]"));
    try (TestBackend backend = TestBackend.saying("hello")) {
      try (RunningProxy proxy =
          RunningProxy.relay(directory, backend.port(), ports, "timing.kernel = auto")) {
        assertThat(flow(proxy).ending().timingSource()).isEqualTo(TimingSource.SOCKET);
      }
      assertThatThrownBy(
              () -> RunningProxy.relay(directory, backend.port(), ports, "timing.kernel = on"))
          .hasMessageContaining("timing.kernel: the kernel cannot be heard: ")
          .hasMessageContaining("601 servers");
    }
    assertThat(instances()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "127.0.0.1"})
  void aListenerOnEveryAddressIsHeard(String address) throws Exception {
    try (TestBackend backend = TestBackend.saying("hello");
        RunningProxy proxy =
            RunningProxy.start(
                directory,
                """
                listeners.web { bind = "[::]:0", backend = app }
                backends.app.servers = ["127.0.0.1:%d"]
                timing.kernel = on
                """
                    .formatted(backend.port()))) {
      try (Socket client = new Socket(address, proxy.port())) {
        assertThat(client.getInputStream().readAllBytes()).hasSize(5);
      }
      FlowRecord record = proxy.record();
      assertThat(record.ending().timingSource()).isEqualTo(TimingSource.KERNEL);
      assertThat(record.timeline())
          .filteredOn(entry -> entry.side() == DOWNSTREAM && entry.kernel())
          .extracting(TimelineEntry::event)
          .contains("tcp.connected", "tcp.fin_sent", "tcp.fin_received");
    }
  }

  /** Makes one more flow; returns its record. */
  private static FlowRecord flow(RunningProxy proxy) throws IOException {
    int before = proxy.recorded().size();
    try (Socket client = proxy.connect()) {
      assertThat(client.getInputStream().readAllBytes()).hasSize(5);
    }
    return proxy.records(before + 1).get(before);
  }

  /** Writes more into the trace than its buffer holds; says whether any of it was lost. */
  private static boolean overflows(Path instance) throws IOException {
    byte[] line = "x".repeat(400).getBytes(US_ASCII);
    try (FileChannel marker =
        FileChannel.open(instance.resolve("trace_marker"), StandardOpenOption.WRITE)) {
      for (int i = 0; i < 10_000; i++) {
        marker.write(ByteBuffer.wrap(line));
      }
    }
    try (Stream<Path> processors = Files.list(instance.resolve("per_cpu"))) {
      return processors.anyMatch(KernelStampsIT::hasOverrun);
    }
  }

  private static boolean hasOverrun(Path processor) {
    try (Stream<String> lines = Files.lines(processor.resolve("stats"))) {
      return lines.anyMatch(line -> line.startsWith("overrun: ") && !line.equals("overrun: 0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> instances() throws IOException {
    String mine = "sallyport-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> all = Files.list(INSTANCES)) {
      return all.filter(path -> path.getFileName().toString().startsWith(mine)).toList();
    }
  }
}
