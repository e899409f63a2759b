package dev.sallyport.proxy.interop;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.Told;
import dev.sallyport.proxy.interop.Cell.Certificate;
import dev.sallyport.proxy.interop.Client.Call;
import dev.sallyport.proxy.interop.Client.Visit;
import dev.sallyport.proxy.interop.Lack.Seen;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everyone else's clients get their page through the proxy, whatever version, certificate and
 * handshake it is, and the record says which it was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {

  /** Makes a client when the first of its cells comes, which is skipped where it is missing. */
  private interface Maker {
    Client make() throws IOException;
  }

  private final Map<String, Client> clients = new HashMap<>();

  private Credentials files;
  private Path request;
  private Path body;
  private TestBackend backend;
  private SharedProxy proxy;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    files = Credentials.write(directory);
    request = Files.writeString(directory.resolve("request"), Exchange.REQUEST);
    body = Files.writeString(directory.resolve("body"), Exchange.BODY);
    TestBackend.Script script = Exchange::serve;
    backend = TestBackend.start(script.untilCut());
    proxy = SharedProxy.start(directory, configuration());
  }

  private String configuration() {
    StringBuilder text = new StringBuilder();
    for (Cell cell : Cell.all()) {
      text.append(listener(cell));
    }
    return text + "backends.app.servers = [\"127.0.0.1:" + backend.port() + "\"]\n";
  }

  private String listener(Cell cell) {
    Credentials.Pem own = files.server(cell.certificate());
    return """
        listeners.%1$s {
          bind = "127.0.0.1:0", backend = app
          tls { certificates = [ { cert = "%2$s", key = "%3$s" } ], versions = ["1.2", "1.3"] }
          tls { client-auth = %4$s, trust = "ca.pem" }
        }
        """
        .formatted(
            cell.listener(),
            own.certificate(),
            own.key(),
            cell.authenticates() ? "required" : "none");
  }

  @TestFactory
  Stream<DynamicTest> openssl() {
    return cells("openssl", OpensslClient::new);
  }

  @TestFactory
  Stream<DynamicTest> gnutls() {
    return cells("gnutls-cli", GnutlsClient::new);
  }

  @TestFactory
  Stream<DynamicTest> curl() {
    return cells("curl", () -> new CurlClient(body));
  }

  @TestFactory
  Stream<DynamicTest> jdk17() {
    return cells("JDK 17", () -> ScriptedClient.jdk(17, files, request));
  }

  @TestFactory
  Stream<DynamicTest> jdk25() {
    return cells("JDK 25", () -> ScriptedClient.jdk(25, files, request));
  }

  @TestFactory
  Stream<DynamicTest> nss() {
    return cells("NSS", () -> new NssClient(files, request));
  }

  @TestFactory
  Stream<DynamicTest> boringssl() {
    return cells("BoringSSL", () -> new BoringClient(true));
  }

  @TestFactory
  Stream<DynamicTest> boringsslByDefault() {
    return Cell.all().stream()
        .filter(cell -> cell.certificate() == Certificate.ED25519)
        .map(cell -> test("BoringSSL by default", () -> new BoringClient(false), cell));
  }

  @TestFactory
  Stream<DynamicTest> node() {
    return cells("Node", () -> ScriptedClient.node(files, request));
  }

  private Stream<DynamicTest> cells(String name, Maker maker) {
    return Cell.all().stream().map(cell -> test(name, maker, cell));
  }

  private DynamicTest test(String name, Maker maker, Cell cell) {
    Optional<Lack> lack = Lack.of(Lack.OF_CLIENTS, name, cell);
    String title = name + " · " + cell + lack.map(known -> ": " + known.reason()).orElse("");
    return DynamicTest.dynamicTest(title, () -> play(name, maker, cell, lack));
  }

  private void play(String name, Maker maker, Cell cell, Optional<Lack> lack) throws IOException {
    Client client = clients.get(name);
    if (client == null) {
      client = maker.make();
      clients.put(name, client);
    }
    int port = proxy.enter(cell.listener());
    if (lack.isPresent()) {
      checkLack(
          client.visit(new Call(cell.first(), port, files)), requireNonNull(lack.get().seen()));
    } else {
      check(client.visit(new Call(cell, port, files)), cell);
    }
  }

  private void checkLack(Visit visit, Seen expected) {
    FlowRecord flow = proxy.records(1).get(0);
    assertThat(Seen.of(flow.outcome(), Told.error(flow))).as(visit.said()).isEqualTo(expected);
    assertThat(flow.downstream().bytes().in()).isZero();
  }

  private void check(Visit visit, Cell cell) {
    assertThat(Exchange.pages(visit.received())).as(visit.toString()).isEqualTo(visit.pages());
    List<FlowRecord> flows = proxy.records(visit.connections());
    for (FlowRecord earlier : flows.subList(0, flows.size() - 1)) {
      checkTls(Told.tls(earlier, DOWNSTREAM), cell.first());
    }
    FlowRecord flow = flows.get(flows.size() - 1);
    checkTls(assertThatFlow(flow).isOk().tls(DOWNSTREAM), cell);
    if (visit.resumed() != null) {
      assertThat(visit.resumed()).as(visit.said()).isEqualTo(isResumed(cell));
    }
  }

  /** Where a client has to say who it is, nothing is resumed: it comes back by a full handshake. */
  private static boolean isResumed(Cell cell) {
    return cell.comesBack() && !cell.authenticates();
  }

  private static void checkTls(TlsRecord tls, Cell cell) {
    TlsRecord.Parameters negotiated = tls.parameters();
    assertThat(negotiated.version()).isEqualTo(cell.version().spelling());
    assertThat(negotiated.cipherSuite()).isEqualTo(cell.suite());
    assertThat(negotiated.serverName()).isEqualTo(Exchange.HOST);
    assertThat(negotiated.resumed()).isEqualTo(isResumed(cell));
    TlsRecord.Certificates shown = tls.certificates();
    if (isResumed(cell)) {
      assertThat(shown).isEqualTo(TlsRecord.Certificates.NONE);
      assertThat(negotiated.signature()).isNull();
      return;
    }
    assertThat(negotiated.signature()).startsWith(cell.certificate().signature());
    assertThat(requireNonNull(shown.ours()).key()).isEqualTo(cell.certificate().recorded());
    if (cell.authenticates()) {
      assertThat(requireNonNull(shown.peer()).subject()).isEqualTo(Credentials.SUBJECT);
      assertThat(requireNonNull(shown.peer()).key()).isEqualTo(cell.certificate().recorded());
      assertThat(requireNonNull(shown.verified()).verdict()).isEqualTo("trusted");
    } else {
      assertThat(shown.peer()).isNull();
    }
  }

  @AfterAll
  void stop() throws IOException {
    for (Client client : clients.values()) {
      client.close();
    }
    proxy.close();
    backend.close();
  }
}
