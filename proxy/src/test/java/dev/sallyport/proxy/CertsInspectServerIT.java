package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.config.ServerAddress;
import dev.sallyport.proxy.inspect.Inspection;
import dev.sallyport.proxy.inspect.ServerInspection;
import dev.sallyport.proxy.inspect.Trust;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server can be looked at, good or bad: its TLS, its chain, and whether to trust it. */
@Timeout(120)
class CertsInspectServerIT {

  private static final TestBackend.Script GREETING =
      socket -> {
        socket.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(US_ASCII));
        socket.getInputStream().read();
      };

  @TempDir private Path directory;

  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final TestCertificates issuing = root.intermediate("Issuing CA");
  private final List<SServer> servers = new ArrayList<>();
  private TestShell shell;
  private String trust;

  @BeforeEach
  void setUp() {
    shell = new TestShell(directory);
    trust = root.writeCertificate(directory.resolve("ca.pem")).toString();
  }

  @AfterEach
  void stopServers() {
    servers.forEach(SServer::close);
  }

  @Test
  void aServerThatIsTrusted() throws Exception {
    String server = openssl(issuing.server("localhost", "127.0.0.1"), "-alpn", "http/1.1");

    assertThat(inspect(server, "--trust", trust)).as(shell.err()).isZero();

    assertThat(shell.out())
        .startsWith(server + ": TLS, asked for localhost\n  address       127.0.0.1\n")
        .contains(
            "  version       TLSv1.3\n",
            "  cipher suite  TLS_AES_128_GCM_SHA256\n",
            "  group         x25519\n",
            "  signature     ecdsa_secp256r1_sha256\n",
            "  ALPN          http/1.1 of h2, http/1.1\n",
            "\ncertificate 1 of 2\n  subject       CN=localhost\n",
            "  names         localhost, 127.0.0.1\n",
            ", 30 days left\n",
            "\ncertificate 2 of 2\n  subject       CN=Issuing CA\n")
        .endsWith(
            """

            all in all
              chain         2 certificates, in order
                            complete: CN=Root CA is in %1$s
              verdict       trusted, for localhost, by %1$s
            """
                .formatted(trust));
  }

  @Test
  void aServerOfAnOlderVersionWithAnotherName() throws Exception {
    String server = openssl(issuing.server("a.example"), "-tls1_2");

    assertThat(inspect(server, "--trust", trust)).isEqualTo(1);
    assertThat(shell.out())
        .contains(
            "  version       TLSv1.2\n",
            "  ALPN          none of h2, http/1.1\n",
            "  verdict       wrong name: certificate names are a.example; wanted localhost\n");

    assertThat(inspect(server, "--trust", trust, "--server-name", "a.example")).isZero();
    assertThat(shell.out()).startsWith(server + ": TLS, asked for a.example\n");
  }

  @Test
  void aServerWhoseCertificateHasExpired() throws Exception {
    String server = openssl(issuing.leaf("localhost").expired().identity());

    assertThat(inspect(server, "--trust", trust)).isEqualTo(1);

    assertThat(shell.out())
        .contains(
            ", expired 1 h ago\n",
            "  verdict       expired: certificate of CN=localhost expired on ");
  }

  @Test
  void aServerOfAnUnknownCa() throws Exception {
    String server = openssl(issuing.server("localhost"));

    assertThat(inspect(server)).isEqualTo(1);

    assertThat(shell.out())
        .contains(
            "  chain         2 certificates, in order\n"
                + "                ends below CN=Root CA: a root not known here, or an",
            "  verdict       unknown CA: issuer CN=Root CA is neither trusted nor was")
        .doesNotContain("hint");
  }

  @Test
  void aServerOfTheLocalCa() throws Exception {
    shell.run("certs", "issue", "localhost", "--out", directory.toString());
    String server = openssl(directory.resolve("localhost.pem"), directory.resolve("localhost.key"));

    assertThat(inspect(server)).isEqualTo(1);

    Path localRoot = directory.resolve("sallyport/ca/root.pem");
    assertThat(shell.out())
        .contains(
            "verdict       unknown CA: ",
            "hint          it is the local CA's: --trust " + localRoot);
    assertThat(inspect(server, "--trust", localRoot.toString())).isZero();
  }

  @Test
  void aServerThatSendsItsChainInAnotherOrder() throws Exception {
    Identity web = issuing.server("localhost");
    Path leaf =
        Files.writeString(directory.resolve("leaf.pem"), TestCertificates.pem(List.of(web.leaf())));
    Path key = TestCertificates.write(web, directory, "web").key();
    Path upside = directory.resolve("chain.pem");
    Files.writeString(
        upside, TestCertificates.pem(List.of(root.certificate(), issuing.certificate())));
    String server = openssl(leaf, key, "-cert_chain", upside.toString());

    assertThat(inspect(server, "--trust", trust)).isZero();

    assertThat(shell.out())
        .contains(
            "chain         not in order: leaf first, each followed by its issuer, is 1, 3, 2\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aServerThatWantsToKnowItsClients(String version) throws Exception {
    String server = openssl(issuing.server("localhost"), version, "-Verify", "1");
    // TLS 1.3 has an alert of its own for it, certificate_required.
    String type = version.equals("-tls1_3") ? "certificate_rejected_by_peer" : "peer_alert";

    assertThat(inspect(server, "--trust", trust)).isZero();

    assertThat(shell.out())
        .contains(
            "  client        the server asks for a certificate\n",
            "  verdict       trusted, for localhost",
            "  client        without its certificate the server goes no further, " + type + ": ")
        .doesNotContain("failed");
  }

  @Test
  void aServerAtAnAddressOfVersion6() throws Exception {
    try (TestBackend plain = TestBackend.start(NetUtil.LOCALHOST6, GREETING.untilCut())) {
      assertThat(inspect("[::1]:" + plain.port(), "--alpn", "")).isEqualTo(1);
    }

    assertThat(shell.out()).contains(": no TLS\n  address       ::1\n");
  }

  @Test
  void aServerThatSpeaksNoTls() throws Exception {
    try (TestBackend plain = TestBackend.start(GREETING.untilCut())) {
      assertThat(inspect("127.0.0.1:" + plain.port())).isEqualTo(1);
    }

    assertThat(shell.out())
        .startsWith("127.0.0.1:")
        .contains(": no TLS\n  address       127.0.0.1\n")
        .endsWith(
            """
            all in all
              failed        not_tls: the server answers in cleartext: 220 mail.example ESMTP
            """)
        .doesNotContain("version", "certificate 1", "verdict");
  }

  /** Nothing that a terminal could obey. */
  @Test
  void aServerThatSpeaksNoTlsAndNoText() throws Exception {
    TestBackend.Script bell = socket -> socket.getOutputStream().write(new byte[] {'a', 27, 'c'});
    try (TestBackend plain = TestBackend.start(bell.untilCut())) {
      assertThat(inspect("127.0.0.1:" + plain.port())).isEqualTo(1);
    }

    assertThat(shell.out()).endsWith("  failed        not_tls: not TLS, begins with 611b63\n");
  }

  @Test
  void aServerAtAnIpv6Address() throws Exception {
    InetAddress loopback = InetAddress.getAllByName("::1")[0];
    Identity identity = issuing.server("localhost", "::1");
    TestBackend.Script handshake = socket -> socket.getInputStream().readAllBytes();
    try (TestBackend server =
        TestBackend.accepting(
            JdkTls.context(identity, null)
                .getServerSocketFactory()
                .createServerSocket(0, 50, loopback),
            handshake.untilCut())) {
      String subject = "[::1]:" + server.port();

      assertThat(inspect(subject, "--trust", trust)).as(shell.err()).isZero();
      assertThat(shell.out())
          .startsWith(subject + ": TLS, asked for ::1\n  address       ::1\n")
          .endsWith("  verdict       trusted, for ::1, by " + trust + "\n");
    }
  }

  @Test
  void aServerThatSaysNothing() throws Exception {
    TestBackend.Script silence = socket -> socket.getInputStream().readAllBytes();
    try (TestBackend silent = TestBackend.start(silence.untilCut())) {
      Inspection inspection =
          new ServerInspection(
                  new ServerAddress("127.0.0.1", silent.port()),
                  "127.0.0.1",
                  List.of(),
                  Trust.of(Path.of(trust), Optional.empty(), InstantSource.system()),
                  Duration.ofMillis(200))
              .inspect();

      assertThat(inspection.sound()).isFalse();
      assertThat(inspection.lines()).contains("  failed        timeout: no answer within 200 ms");
      assertThat(silent.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    try (DeadPort dead = DeadPort.open()) {
      assertThat(inspect(dead.address())).isEqualTo(1);
      assertThat(shell.err()).isEqualTo("sallyport: " + dead.address() + ": Connection refused\n");
    }
    assertThat(inspect("no-such-host.invalid:443")).isEqualTo(1);
    assertThat(shell.err()).isEqualTo("sallyport: no-such-host.invalid:443: no such host\n");
  }

  private int inspect(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "certs";
    all[1] = "inspect";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return shell.run(all);
  }

  /** Serves an identity by openssl and returns where: {@code localhost:port}. */
  private String openssl(Identity identity, String... options) throws IOException {
    TestCertificates.PemFiles files = TestCertificates.write(identity, directory, "web");
    Path below =
        Files.writeString(
            directory.resolve("below.pem"),
            TestCertificates.pem(identity.chain().subList(1, identity.chain().size())));
    List<String> all = new ArrayList<>(List.of("-cert_chain", below.toString()));
    all.addAll(List.of(options));
    return openssl(files.cert(), files.key(), all.toArray(String[]::new));
  }

  private String openssl(Path cert, Path key, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-cert", cert.toString(), "-key", key.toString()));
    arguments.addAll(List.of(options));
    SServer server = SServer.listen(directory.resolve("openssl.err"), 0, arguments);
    servers.add(server);
    return "localhost:" + server.port();
  }
}
