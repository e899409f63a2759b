package dev.sallyport.proxy.interop;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Through the proxy a page comes from everyone else's servers, whatever version, certificate and
 * handshake it is, and the record says which it was. The client is without TLS.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServersIT {
  private static final int PATIENCE_MILLIS = 60_000;

  /** Starts a server when the first of its cells comes, which is skipped where it is missing. */
  private interface Maker {
    Server make(Credentials files) throws IOException;
  }

  /** A server, and the proxy before it. */
  private record Site(Server server, SharedProxy proxy) {}

  private final Map<String, Site> sites = new HashMap<>();

  private Credentials files;

  @BeforeAll
  void start(@TempDir Path directory) {
    files = Credentials.write(directory);
  }

  @TestFactory
  Stream<DynamicTest> openssl() {
    return cells("openssl", OpensslServer::start);
  }

  @TestFactory
  Stream<DynamicTest> gnutls() {
    return cells("gnutls-serv", GnutlsServer::start);
  }

  @TestFactory
  Stream<DynamicTest> nginx() {
    return cells("nginx", NginxServer::start);
  }

  @TestFactory
  Stream<DynamicTest> jdk17() {
    return cells("JDK 17", credentials -> ScriptedServer.jdk(17, credentials));
  }

  @TestFactory
  Stream<DynamicTest> jdk25() {
    return cells("JDK 25", credentials -> ScriptedServer.jdk(25, credentials));
  }

  @TestFactory
  Stream<DynamicTest> nss() {
    return cells("NSS", NssServer::start);
  }

  @TestFactory
  Stream<DynamicTest> node() {
    return cells("Node", ScriptedServer::node);
  }

  private Stream<DynamicTest> cells(String name, Maker maker) {
    return Cell.all().stream()
        .map(
            cell ->
                Lack.of(Lack.OF_SERVERS, name, cell)
                    .map(lack -> lacking(cell, lack))
                    .orElseGet(() -> test(name, maker, cell)));
  }

  private DynamicTest test(String name, Maker maker, Cell cell) {
    return DynamicTest.dynamicTest(name + " · " + cell, () -> play(site(name, maker), cell));
  }

  /** There is no server then to connect to. */
  private DynamicTest lacking(Cell cell, Lack lack) {
    return DynamicTest.dynamicTest(
        lack.peer() + " · " + cell + ": " + lack.reason(),
        () -> {
          Tool.Result refused = NssDatabase.create(files).put(files.server(cell.certificate()));
          assertThat(refused.exitCode()).isNotZero();
          assertThat(refused.err()).contains("SEC_ERROR_PKCS12_UNABLE_TO_IMPORT_KEY");
        });
  }

  private Site site(String name, Maker maker) throws IOException {
    Site site = sites.get(name);
    if (site == null) {
      Server server = maker.make(files);
      Path home = Files.createTempDirectory(files.directory(), "site");
      site = new Site(server, SharedProxy.start(home, configuration(name, server)));
      sites.put(name, site);
    }
    return site;
  }

  private String configuration(String name, Server server) {
    StringBuilder text = new StringBuilder();
    for (Cell cell : Cell.all()) {
      if (Lack.of(Lack.OF_SERVERS, name, cell).isEmpty()) {
        text.append(backend(cell, server.port(cell.profile())));
      }
    }
    return text.toString();
  }

  private String backend(Cell cell, int port) {
    Credentials.Pem own = files.client(cell.certificate());
    String shown =
        cell.authenticates()
            ? "certificate = { cert = \"%s\", key = \"%s\" }"
                .formatted(own.certificate(), own.key())
            : "";
    return """
        listeners.%1$s { bind = "127.0.0.1:0", backend = %1$s }
        backends.%1$s {
          servers = ["127.0.0.1:%2$d"]
          tls { trust = "%3$s", server-name = %4$s, versions = ["%5$s"], %6$s }
        }
        """
        .formatted(
            cell.listener(), port, files.ca(), Exchange.HOST, cell.version().number(), shown);
  }

  private static void play(Site site, Cell cell) throws IOException {
    int port = site.proxy.enter(cell.listener());
    if (cell.comesBack()) {
      visit(site, port, cell);
      port = site.proxy.enter(cell.listener());
    }
    Server.Said said = visit(site, port, cell);
    FlowRecord flow = site.proxy.records(1).get(0);
    check(assertThatFlow(flow).isOk().tls(UPSTREAM), cell);
    assertThat(said.resumed()).as("by the server's word").isEqualTo(cell.comesBack());
    assertThat(said.subject()).isEqualTo(cell.authenticates() ? Credentials.SUBJECT : null);
  }

  private static Server.Said visit(Site site, int port, Cell cell) throws IOException {
    String answer;
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write(Exchange.QUESTION.getBytes(US_ASCII));
      answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
    assertThat(answer).startsWith("HTTP/1.");
    assertThat(answer.length()).isGreaterThan(1000);
    if (site.server.echoes()) {
      assertThat(answer).contains(Exchange.SAMPLE);
    }
    site.proxy.records(1);
    return site.server.said(cell, answer);
  }

  private static void check(TlsRecord tls, Cell cell) {
    TlsRecord.Parameters negotiated = tls.parameters();
    assertThat(negotiated.version()).isEqualTo(cell.version().spelling());
    assertThat(negotiated.serverName()).isEqualTo(Exchange.HOST);
    assertThat(negotiated.cipherSuite()).isIn(cell.suites());
    assertThat(negotiated.resumed()).isEqualTo(cell.comesBack());
    TlsRecord.Certificates shown = tls.certificates();
    if (cell.comesBack()) {
      assertThat(shown).isEqualTo(TlsRecord.Certificates.NONE);
      assertThat(negotiated.signature()).isNull();
      return;
    }
    assertThat(negotiated.signature()).startsWith(cell.certificate().signature());
    assertThat(requireNonNull(shown.peer()).key()).isEqualTo(cell.certificate().recorded());
    assertThat(requireNonNull(shown.verified()).verdict()).isEqualTo("trusted");
    if (cell.authenticates()) {
      assertThat(requireNonNull(shown.ours()).subject()).isEqualTo(Credentials.SUBJECT);
      assertThat(requireNonNull(shown.ours()).key()).isEqualTo(cell.certificate().recorded());
    } else {
      assertThat(shown.ours()).isNull();
    }
  }

  @AfterAll
  void stop() {
    for (Site site : sites.values()) {
      site.proxy.close();
      site.server.close();
    }
  }
}
