package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RecordFormatException;
import dev.sallyport.proxy.transport.TransportKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A proxy on a host with two ports to dial from, which are used up: the client is reset, and the
 * record tells what there is none of.
 */
class NoPortLeftIT {

  private static final int PORTS = 2;
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir private Path directory;

  private final NetworkNamespace host = NetworkNamespace.create("dial");
  private final List<TestBackend> servers = new ArrayList<>();
  private final List<Socket> clients = new ArrayList<>();
  private NetworkNamespace.Ends ends = new NetworkNamespace.Ends("", "");

  @BeforeEach
  void twoPorts() throws IOException {
    ends = host.joinRoot();
    host.address(ends);
    host.set("net.ipv4.ip_local_port_range", "40000 40001");
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    for (TestBackend server : servers) {
      server.close();
    }
    host.close();
  }

  /** First they are used up by what is open, then by what is in TIME_WAIT. */
  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void towardsOneServer(TransportKind kind) throws Exception {
    try (Program program = start(kind, 1, "")) {
      for (int i = 0; i < PORTS; i++) {
        serve(program);
      }
      refuse(program, "no local address or port is left for one more connection to it");
      for (int i = 0; i < PORTS; i++) {
        clients.get(i).close();
      }
      await().until(() -> program.out().size() == PORTS + 1);
      refuse(program, "no local address or port is left for one more connection to it");
      assertThat(records(program)).filteredOn(r -> r.outcome() == Outcome.OK).hasSize(PORTS);
    }
  }

  /** The port of a source-address serves towards each server, where the transport can do so. */
  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void fromOneAddressTowardsTwoServers(TransportKind kind) throws Exception {
    boolean shared = kind != TransportKind.NIO;
    try (Program program = start(kind, 2, "source-address = \"" + ends.far() + "\"")) {
      int most = shared ? PORTS * 2 : PORTS;
      for (int i = 0; i < most; i++) {
        serve(program);
      }
      refuse(
          program,
          shared
              ? "no local address or port is left for one more connection to it"
              : "no port of source-address " + ends.far() + " is left");
      for (Socket client : clients) {
        client.close();
      }
      await().until(() -> program.out().size() == most + 1);
      assertThat(records(program))
          .filteredOn(record -> record.outcome() == Outcome.OK)
          .hasSize(most)
          .extracting(record -> Told.upstream(record).local())
          .containsOnly(ends.far() + ":40000", ends.far() + ":40001");
    }
  }

  private Program start(TransportKind kind, int count, String setting) throws IOException {
    assumeThat(kind.whyUnavailable()).as("%s", kind).isNull();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestBackend server =
          TestBackend.start(InetAddress.getByName(ends.root()), TestBackend.ECHO.untilCut());
      servers.add(server);
      addresses.add('"' + ends.root() + ":" + server.port() + '"');
    }
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(
        file,
        """
        sallyport {
          transport { kind = %s, threads = 1 }
          listeners.web { bind = "%s:8080", backend = app }
          backends.app { servers = [%s], %s }
        }
        """
            .formatted(kind, ends.far(), String.join(", ", addresses), setting));
    Program program = Program.startIn(host, directory, "run", "-c", file);
    program.address("web");
    return program;
  }

  private Socket connect(Program program) throws IOException {
    Socket client = new Socket(ends.far(), program.address("web").getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    clients.add(client);
    return client;
  }

  private void serve(Program program) throws IOException {
    Socket client = connect(program);
    client.getOutputStream().write('x');
    assertThat(client.getInputStream().read()).as("%s", program.out()).isEqualTo('x');
  }

  private void refuse(Program program, String detail) throws Exception {
    int before = program.out().size();
    TurnedAway.expect(() -> connect(program));
    await().until(() -> program.out().size() == before + 1);
    FlowRecord record = records(program).get(before);
    FlowAssert.assertThatFlow(record)
        .failed(
            Outcome.UPSTREAM_CONNECT_FAILED,
            Side.UPSTREAM,
            "SYN_SENT",
            ErrorType.ADDRESS_NOT_AVAILABLE);
    assertThat(Told.error(record).detail()).startsWith(ends.root() + ":").contains(detail);
  }

  private static List<FlowRecord> records(Program program) throws RecordFormatException {
    List<FlowRecord> records = new ArrayList<>();
    for (String line : program.out()) {
      records.add(FlowJson.read(line));
    }
    return records;
  }
}
