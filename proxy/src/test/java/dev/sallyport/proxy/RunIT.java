package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.transport.TransportKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged program from its start to its exit code. */
class RunIT {
  private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

  /** What the tests call a machine without epoll: the JVM is told not to load native code. */
  private static final Map<String, String> NO_EPOLL =
      Map.of("SALLYPORT_OPTS", "-Dio.netty.transport.noNative=true");

  /** In /proc nobody can make a file, so nothing can be unpacked. */
  private static final Map<String, String> NO_TEMPORARY_FILES =
      Map.of("SALLYPORT_OPTS", "-Djava.io.tmpdir=/proc");

  private final Path directory;
  private final ServerSocket backend;

  RunIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.backend = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    backend.close();
  }

  @Test
  void byFlagsItRelaysAndWritesRecordsToStandardOutput() throws Exception {
    try (Program program = startByFlags()) {
      exchange(program.address("main"));
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      assertThat(program.out()).hasSize(1);
      assertThat(record(program.out().get(0)).outcome()).isEqualTo(Outcome.OK);
      assertThat(program.err()).anyMatch(line -> line.contains("transport: "));
    }
  }

  @Test
  void aDrainLetsAFlowEndAndTakesNoOther() throws Exception {
    try (Program program = startByFlags()) {
      InetSocketAddress address = program.address("main");
      try (Socket client = connect(address);
          Socket server = backend.accept()) {
        program.signal("INT");
        program.awaitErr("draining");
        await().until(() -> !TcpTable.isListening(address.getPort()));
        assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
        relay(client, server);
        relay(server, client);
      }
      assertThat(program.exitCode()).isZero();
      assertThat(program.out()).hasSize(1);
      assertThat(record(program.out().get(0)).outcome()).isEqualTo(Outcome.OK);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, INT, 130", "INT, TERM, 143"})
  void aSecondSignalAbortsAndStillLeavesARecord(String first, String second, int exitCode)
      throws Exception {
    try (Program program = startByFlags();
        Socket client = connect(program.address("main"));
        Socket server = backend.accept()) {
      relay(client, server);
      program.signal(first);
      program.awaitErr("draining");
      program.signal(second);
      assertThat(program.exitCode()).isEqualTo(exitCode);
      assertThat(program.out()).hasSize(1);
      FlowRecord record = record(program.out().get(0));
      assertThat(record.outcome()).isEqualTo(Outcome.DRAINED);
      assertThat(Told.error(record).detail()).isEqualTo("the proxy is stopping at once");
    }
  }

  @Test
  void aHangUpOpensTheLogAnew() throws Exception {
    Path log = directory.resolve("flows.log");
    Path rotated = directory.resolve("flows.log.1");
    Path config = configuration("sallyport.connection-log.file = flows.log");
    try (Program program = Program.start(directory, "run", "-c", config)) {
      exchange(program.address("web"));
      await().until(() -> lines(log) == 1);
      Files.move(log, rotated);
      program.signal("HUP");
      await().until(() -> Files.exists(log));
      exchange(program.address("web"));
      await().until(() -> lines(log) == 1);
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      assertThat(lines(rotated)).isEqualTo(1);
      assertThat(program.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void aTakenPortExitsWith1AndNamesItsLine(TransportKind kind) throws Exception {
    String bind = "127.0.0.1:" + backend.getLocalPort();
    assertThatItCannotListen(kind, bind, "the address is in use");
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void anAddressOfAnotherHostExitsWith1AndNamesItsLine(TransportKind kind) throws Exception {
    assertThatItCannotListen(kind, "203.0.113.7:8443", "it is not an address of this host");
  }

  private void assertThatItCannotListen(TransportKind kind, String bind, String why)
      throws Exception {
    assumeThat(kind.whyUnavailable()).as("%s", kind).isNull();
    Path config =
        Files.writeString(
            directory.resolve("bind.conf"),
            """
            sallyport.listeners.web.bind = "%s"
            sallyport.listeners.web.backend = app
            sallyport.backends.app.servers = ["127.0.0.1:1"]
            sallyport.transport.kind = %s
            """
                .formatted(bind, kind));
    try (Program program = Program.start(directory, "run", "-c", config)) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err())
          .anyMatch(
              line ->
                  line.endsWith(
                      config
                          + ":1: sallyport.listeners.web.bind: cannot listen on "
                          + bind
                          + ": "
                          + why))
          .noneMatch(line -> line.startsWith("ready"));
    }
  }

  @Test
  void everyProblemOfAConfigurationIsToldAndExitsWith2() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("wrong.conf"),
            """
            sallyport.listeners.web.bind = "127.0.0.1:99999"
            sallyport.listeners.web.backend = none
            """);
    try (Program program = Program.start(directory, "run", "-c", config)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err())
          .anyMatch(line -> line.startsWith(config + ":1: sallyport.listeners.web.bind: "))
          .anyMatch(line -> line.startsWith(config + ":2: sallyport.listeners.web.backend: "));
    }
  }

  @Test
  void whereEpollIsMissingNioIsTakenAndSaid() throws Exception {
    try (Program program = Program.start(directory, NO_EPOLL, "run", "-c", configuration(""))) {
      exchange(program.address("web"));
      program.awaitErr("transport: nio (");
      program.awaitErr("since epoll is not available here: ");
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void aTransportThatWasAskedForAndIsMissingExitsWith1() throws Exception {
    Path config = configuration("sallyport.transport.kind = epoll");
    try (Program program = Program.start(directory, NO_EPOLL, "run", "-c", config)) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err())
          .anyMatch(
              line ->
                  line.contains(
                      config + ":5: sallyport.transport.kind: epoll is not available here: "));
    }
  }

  @Test
  void cryptographyThatWasAskedForAndDoesNotLoadExitsWith1() throws Exception {
    Path config = configuration("sallyport.crypto.provider = accp");
    try (Program program = Program.start(directory, NO_TEMPORARY_FILES, "run", "-c", config)) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err())
          .anyMatch(
              line ->
                  line.contains(config + ":5: sallyport.crypto.provider: ACCP does not load: "));
    }
  }

  @Test
  void checkSaysTheSameOfCryptographyThatDoesNotLoad() throws Exception {
    Path config =
        configuration(
            """
            sallyport.crypto.provider = conscrypt
            sallyport.key-log.file = "keys.log"
            """);
    try (Program program = Program.start(directory, NO_TEMPORARY_FILES, "check", "-c", config)) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err())
          .singleElement()
          .asString()
          .startsWith(
              "sallyport: " + config + ":5: sallyport.crypto.provider: Conscrypt does not load: ");
    }
  }

  @Test
  void checkTellsOfALibraryBesideEveryOtherProblem() throws Exception {
    Files.writeString(directory.resolve("empty.pem"), "no certificate");
    Path config =
        configuration(
            """
            sallyport.crypto.provider = accp
            sallyport.backends.app.tls.trust = "empty.pem"
            """);
    try (Program program = Program.start(directory, NO_TEMPORARY_FILES, "check", "-c", config)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err())
          .hasSize(2)
          .anyMatch(line -> line.startsWith(config + ":6: sallyport.backends.app.tls.trust: "))
          .anyMatch(line -> line.startsWith(config + ":5: sallyport.crypto.provider: ACCP does "));
    }
  }

  @Test
  void cryptographyThatDoesNotLoadIsTheJdksAndWarnedOf() throws Exception {
    Path config = configuration("sallyport.listeners.web.tls.local-ca = on");
    try (Program program = Program.start(directory, NO_TEMPORARY_FILES, "run", "-c", config)) {
      program.address("web");
      assertThat(program.awaitErr("crypto: JDK"))
          .contains(
              " WARN ",
              "ACCP does not load: ",
              "Conscrypt does not load: ",
              "SALLYPORT_OPTS=-Djava.io.tmpdir=FOLDER");
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void withoutTlsNoCryptographyIsLoaded() throws Exception {
    try (Program program =
        Program.start(directory, NO_TEMPORARY_FILES, "run", "-c", configuration(""))) {
      exchange(program.address("web"));
      assertThat(program.awaitErr("crypto: none is loaded")).contains(" INFO ");
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
    }
  }

  private Program startByFlags() throws IOException {
    return Program.start(directory, Program.relayTo("127.0.0.1:" + backend.getLocalPort()));
  }

  private Path configuration(String more) throws IOException {
    return Files.writeString(
        directory.resolve("test.conf"),
        """
        # What every test needs, and one line more.
        sallyport.listeners.web.bind = "127.0.0.1:0"
        sallyport.listeners.web.backend = app
        sallyport.backends.app.servers = ["127.0.0.1:%d"]
        %s
        """
            .formatted(backend.getLocalPort(), more));
  }

  /** One flow: bytes each way, then an orderly end by the client. */
  private void exchange(InetSocketAddress address) throws IOException {
    try (Socket client = connect(address);
        Socket server = backend.accept()) {
      relay(client, server);
      relay(server, client);
      client.shutdownOutput();
      assertThat(server.getInputStream().read()).isEqualTo(-1);
      server.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void relay(Socket from, Socket to) throws IOException {
    from.getOutputStream().write(PING);
    assertThat(to.getInputStream().readNBytes(PING.length)).isEqualTo(PING);
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    return new Socket(address.getAddress(), address.getPort());
  }

  private static FlowRecord record(String line) throws IOException {
    return FlowJson.read(line);
  }

  private static long lines(Path log) throws IOException {
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }
}
