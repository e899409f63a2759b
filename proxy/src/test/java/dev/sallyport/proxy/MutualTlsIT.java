package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.proxy.ladder.Ladder;
import dev.sallyport.proxy.ladder.LadderStyle;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A listener asks its clients for certificates and lets in whom it trusts; a backend that asks is
 * shown ours. Clients are curl and openssl, the backend is openssl.
 */
class MutualTlsIT {

  private static final String NAME = "web.test";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of the clients");

  @BeforeEach
  void files() {
    for (KeyKind kind : KeyKind.values()) {
      write(client(leaf -> leaf.kind(kind)), "alice-" + kind);
    }
    write(client(TestLeaf::expired), "expired");
    write(client(leaf -> leaf.usages(TestLeaf.SERVER_AUTH)), "server");
    write(TestCertificates.authority("Nobody's CA").client("mallory"), "unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "required, 1.3, EC",
    "required, 1.3, RSA",
    "required, 1.3, ED25519",
    "required, 1.3, RSA_PSS",
    "required, 1.2, EC",
    "required, 1.2, RSA",
    "required, 1.2, ED25519",
    "required, 1.2, RSA_PSS",
    "optional, 1.3, EC",
    "optional, 1.2, RSA"
  })
  void aTrustedClientIsLetInAndRecorded(String mode, String version, KeyKind kind)
      throws Exception {
    try (TestBackend backend = TestBackend.start(TlsListener.ONE_LINE);
        RunningProxy proxy = asking(mode, backend.port())) {
      Tool.Result client = openssl(proxy, version, "alice-" + kind);
      assertThat(client.out()).as(client.err()).contains("hello from a client");
      TlsRecord.Certificates told =
          assertThatFlow(proxy.record()).isOk().tls(DOWNSTREAM).certificates();
      assertThat(requireNonNull(told.peer()).subject()).isEqualTo("CN=alice");
      assertThat(requireNonNull(told.verified()).verdict()).isEqualTo("trusted");
      assertThatFlow(proxy.record())
          .passed(
              DOWNSTREAM,
              "out tls.certificate_request",
              "in tls.certificate",
              "tls.certificate_verified",
              "in tls.certificate_verify",
              "tls.handshake_completed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "required, 1.3, '',      certificate_required,    certificate_required",
    "required, 1.2, '',      certificate_required,    handshake_failure",
    "required, 1.3, expired, certificate_expired,     certificate_expired",
    "required, 1.2, expired, certificate_expired,     certificate_expired",
    "optional, 1.3, expired, certificate_expired,     certificate_expired",
    "optional, 1.2, expired, certificate_expired,     certificate_expired",
    "required, 1.3, unknown, certificate_unknown_ca,  unknown_ca",
    "required, 1.2, unknown, certificate_unknown_ca,  unknown_ca",
    "optional, 1.3, unknown, certificate_unknown_ca,  unknown_ca",
    "optional, 1.2, unknown, certificate_unknown_ca,  unknown_ca",
    "required, 1.3, server,  certificate_wrong_usage, unsupported_certificate",
    "required, 1.2, server,  certificate_wrong_usage, unsupported_certificate"
  })
  void whoIsNotTrustedIsTurnedAwayForTheRecordedReason(
      String mode, String version, String shown, String type, String alert) throws Exception {
    try (TestBackend backend = TestBackend.start(TlsListener.ONE_LINE);
        RunningProxy proxy = asking(mode, backend.port())) {
      Tool.Result client = openssl(proxy, version, shown);
      assertThat(client.out()).doesNotContain("hello from a client");
      FlowRecord record = proxy.record();
      assertThatFlow(record)
          .failed(Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.of(type))
          .byAlert(Direction.OUT, alert);
      TlsRecord.Certificates told = Told.tls(record, DOWNSTREAM).certificates();
      if (shown.isEmpty()) {
        assertThat(told.peer()).isNull();
      } else {
        assertThat(told.peer()).isNotNull();
        assertThat("certificate_" + requireNonNull(told.verified()).verdict()).isEqualTo(type);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"optional, 1.3, ''", "optional, 1.2, ''", "none, 1.3, expired", "none, 1.2, ''"})
  void whoNeedNotShowOneIsLetIn(String mode, String version, String shown) throws Exception {
    try (TestBackend backend = TestBackend.start(TlsListener.ONE_LINE);
        RunningProxy proxy = asking(mode, backend.port())) {
      Tool.Result client = openssl(proxy, version, shown);
      assertThat(client.out()).as(client.err()).contains("hello from a client");
      TlsRecord.Certificates told =
          assertThatFlow(proxy.record()).isOk().tls(DOWNSTREAM).certificates();
      assertThat(told.peer()).isNull();
      assertThat(told.verified()).isNull();
    }
  }

  /** The client's certificate and ours are two: each side of a flow has its own. */
  @ParameterizedTest
  @CsvSource({"1.2, EC", "1.3, EC", "1.2, RSA_PSS", "1.3, RSA_PSS"})
  void curlIsKnownToTheListenerAndWeAreToTheBackend(String version, KeyKind kind) throws Exception {
    TestCertificates backends = TestCertificates.authority("CA of the backend");
    write(backends.leaf("app.test").kind(kind).identity(), "app");
    TestLeaf own = backends.leaf().commonName("sallyport").usages(TestLeaf.CLIENT_AUTH);
    write(own.kind(kind).identity(), "own");
    backends.writeCertificate(directory.resolve("backends.pem"));
    try (SServer backend = askingServer("-tls" + version.replace('.', '_'), "-Verify", "2");
        RunningProxy proxy =
            showing(backend.port(), "certificate = { cert = own.pem, key = own.key }")) {
      Curl.Answer answer =
          new Curl(proxy, NAME)
              .trusting(directory.resolve("ca.pem"))
              .speaking(version)
              .with("--http0.9")
              .with("--cert", file("alice-EC.pem"), "--key", file("alice-EC.key"))
              .get("/");
      assertThat(answer.said()).endsWith("200");
      assertThat(answer.exitCode()).isZero();
      FlowRecord record = proxy.record();
      assertThat(requireNonNull(Told.tls(record, DOWNSTREAM).certificates().peer()).subject())
          .isEqualTo("CN=alice");
      assertThat(requireNonNull(Told.tls(record, UPSTREAM).certificates().ours()).subject())
          .isEqualTo("CN=sallyport");
      assertThatFlow(record).passed(UPSTREAM, "in tls.certificate_request", "out tls.certificate");
      assertThat(Told.tls(record, UPSTREAM).parameters().signature())
          .isEqualTo(kind == KeyKind.EC ? "ecdsa_secp256r1_sha256" : "rsa_pss_pss_sha256");
    }
  }

  /** In TLS 1.3 a server can refuse us only after our handshake is complete. */
  @ParameterizedTest
  @CsvSource({
    "1.3, ERROR,               ESTABLISHED, certificate_rejected_by_peer, certificate_required",
    "1.2, UPSTREAM_TLS_FAILED, HANDSHAKING, peer_alert,                   handshake_failure"
  })
  void aBackendThatGetsNoneSaysSoAndTheLadderWhatToSet(
      String version, Outcome outcome, String state, String type, String alert) throws Exception {
    FlowRecord record = refused(version, "");
    assertThatFlow(record)
        .failed(outcome, UPSTREAM, state, ErrorType.of(type))
        .byAlert(Direction.IN, alert);
    assertThat(drawn(record))
        .contains("The server wants a client certificate: set backends.app.tls.certificate.");
  }

  @ParameterizedTest
  @CsvSource({"1.3, ERROR,               ESTABLISHED", "1.2, UPSTREAM_TLS_FAILED, HANDSHAKING"})
  void aBackendThatGetsOneItDoesNotTrustSaysSoToo(String version, Outcome outcome, String state)
      throws Exception {
    FlowRecord record = refused(version, "certificate = { cert = unknown.pem, key = unknown.key }");
    assertThatFlow(record)
        .failed(outcome, UPSTREAM, state, ErrorType.CERTIFICATE_REJECTED_BY_PEER)
        .byAlert(Direction.IN, "unknown_ca");
    assertThat(drawn(record))
        .contains("The server refuses our certificate: give backends.app.tls.certificate one");
  }

  /** The record of a flow whose backend insists on a certificate of its own CA. */
  private FlowRecord refused(String version, String shown) throws Exception {
    TestCertificates backends = TestCertificates.authority("CA of the backend");
    write(backends.server("app.test"), "app");
    backends.writeCertificate(directory.resolve("backends.pem"));
    try (SServer backend = askingServer("-tls" + version.replace('.', '_'), "-Verify", "2");
        RunningProxy proxy = showing(backend.port(), shown)) {
      new Curl(proxy, NAME)
          .trusting(directory.resolve("ca.pem"))
          .with("--cert", file("alice-EC.pem"), "--key", file("alice-EC.key"))
          .get("/");
      return proxy.record();
    }
  }

  private static String drawn(FlowRecord record) {
    return Ladder.draw(record, new LadderStyle(100, false, false)).replaceAll("\\s+", " ");
  }

  private Identity client(Function<TestLeaf, TestLeaf> description) {
    return description.apply(ca.leaf().commonName("alice").usages(TestLeaf.CLIENT_AUTH)).identity();
  }

  private void write(Identity identity, String name) {
    TestCertificates.write(identity, directory, name);
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private RunningProxy asking(String mode, int backend, String... settings) {
    return RunningProxy.terminating(
        directory,
        ca,
        backend,
        "listeners.web.tls { client-auth = " + mode + ", trust = \"ca.pem\" }",
        String.join("\n", settings));
  }

  private RunningProxy showing(int backend, String certificate) {
    return asking(
        "required",
        backend,
        """
        backends.app.tls { trust = "backends.pem", server-name = app.test, %s }
        """
            .formatted(certificate));
  }

  /** An s_client that says hello, reads what comes until the end of its input is answered. */
  private Tool.Result openssl(RunningProxy proxy, String version, String shown) {
    List<String> arguments =
        new ArrayList<>(List.of("s_client", "-quiet", "-connect", "127.0.0.1:" + proxy.port()));
    arguments.addAll(
        List.of("-servername", NAME, "-CAfile", file("ca.pem"), "-verify_return_error"));
    arguments.add("-tls" + version.replace('.', '_'));
    if (!shown.isEmpty()) {
      arguments.addAll(List.of("-cert", file(shown + ".pem"), "-key", file(shown + ".key")));
    }
    return Tool.of("openssl").run("hello from a client\n", arguments);
  }

  /** A backend that asks for certificates. */
  private SServer askingServer(String... options) throws IOException {
    List<String> more = new ArrayList<>();
    more.addAll(List.of("-CAfile", file("backends.pem"), "-verify_return_error"));
    more.addAll(List.of(options));
    return SServer.start(directory, "app", more);
  }
}
