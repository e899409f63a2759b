package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arrives of what was written. */
class ConfigurationLoaderTest {

  private Folder folder;

  @BeforeEach
  void makeFolder(@TempDir Path path) throws IOException {
    folder = Folder.make(path);
  }

  @Test
  void everyKeyOfAListenerArrives() throws Exception {
    ListenerConfig web = folder.load(Folder.resource("full.conf")).listeners().get(0);

    assertThat(web.name()).isEqualTo("web");
    assertThat(web.bind()).isEqualTo(BindAddress.parse("0.0.0.0:8443"));
    assertThat(web.proxyProtocol()).isEqualTo(ProxyProtocolIn.OPTIONAL);
    assertThat(web.dialOn()).isEqualTo(DialOn.HANDSHAKE);
    assertThat(web.access().allow()).containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1"));
    assertThat(web.access().deny()).containsExactly(Cidr.parse("10.1.0.0/16"));
    assertThat(web.access().maxConnectionsPerAddress()).isEqualTo(7);
    assertThat(web.backlog()).isEqualTo(128);
    assertThat(web.maxConnections()).isEqualTo(20000);
    assertThat(web.backend()).isEqualTo("app");
    assertThat(web.routes())
        .extracting(RouteConfig::serverName, RouteConfig::backend)
        .containsExactly(tuple("*.example.com", "other"));
  }

  @Test
  void everyKeyOfTerminatedTlsArrives() throws Exception {
    ListenerTlsConfig.Terminate tls = terminate(folder.load(Folder.resource("full.conf")));
    assertThat(tls.resumption())
        .isEqualTo(new ResumptionConfig(true, folder.path().resolve("ticket.keys")));

    assertThat(tls.certificates()).hasSize(2);
    IdentityConfig.Pem pem = (IdentityConfig.Pem) tls.certificates().get(0);
    assertThat(pem.cert()).isEqualTo(folder.path().resolve("web.pem"));
    assertThat(pem.key()).isEqualTo(folder.path().resolve("web.key"));
    assertThat(pem.password()).isNull();
    IdentityConfig.Pkcs12 pkcs12 = (IdentityConfig.Pkcs12) tls.certificates().get(1);
    assertThat(pkcs12.file()).isEqualTo(folder.path().resolve("b.p12"));
    assertThat(Objects.requireNonNull(pkcs12.password()).reveal())
        .containsExactly("hunter2".toCharArray());
    assertThat(tls.localCa()).isTrue();
    assertThat(tls.rejectUnknownName()).isTrue();
    assertThat(tls.versions()).containsExactly(ProtocolVersion.TLS_1_3);
    assertThat(tls.keyExchange())
        .containsExactly(
            KeyExchangeAlgorithm.ECDHE, KeyExchangeAlgorithm.DHE, KeyExchangeAlgorithm.RSA);
    assertThat(tls.ocspStapling()).containsExactly(folder.path().resolve("ca.pem"));
    assertThat(tls.clientAuth())
        .isEqualTo(new ClientAuthConfig(ClientAuth.OPTIONAL, folder.path().resolve("ca.pem")));
    assertThat(tls.policy())
        .isEqualTo(
            new TlsPolicyConfig(
                List.of("TLS_AES_128_GCM_SHA256"),
                List.of("x25519", "secp256r1", "ffdhe2048"),
                List.of("h2", "http/1.1")));
  }

  @Test
  void everyKeyOfABackendArrives() throws Exception {
    BackendConfig app = folder.load(Folder.resource("full.conf")).backend("app");

    assertThat(app.servers())
        .containsExactly(
            new ServerAddress("127.0.0.1", 8080),
            new ServerAddress("::1", 8080),
            new ServerAddress("app.internal", 8080));
    assertThat(app.sourceAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
    assertThat(app.balance()).isEqualTo(Balance.LEAST_CONNECTIONS);
    assertThat(app.proxyProtocol()).isEqualTo(ProxyProtocolOut.V2);
    BackendTlsConfig tls = Objects.requireNonNull(app.tls());
    assertThat(tls.verify()).isFalse();
    assertThat(tls.trust()).isEqualTo(folder.path().resolve("ca.pem"));
    assertThat(tls.serverName()).isEqualTo("app.internal");
    assertThat(tls.versions()).containsExactly(ProtocolVersion.TLS_1_2);
    assertThat(tls.alpn()).isEqualTo(new UpstreamAlpn(false, List.of("h2")));
    assertThat(tls.resumption()).isFalse();
    assertThat(((IdentityConfig.Pem) Objects.requireNonNull(tls.certificate())).cert())
        .isEqualTo(folder.path().resolve("web.pem"));
  }

  @Test
  void everyKeyOfTheOtherBlocksArrives() throws Exception {
    Configuration full = folder.load(Folder.resource("full.conf"));

    TimeoutsConfig timeouts = full.timeouts();
    assertThat(timeouts.handshake()).isEqualTo(Duration.ofSeconds(1));
    assertThat(timeouts.connect()).isEqualTo(Duration.ofSeconds(2));
    assertThat(timeouts.idle()).isEqualTo(Duration.ofMinutes(3));
    assertThat(timeouts.halfClose()).isEqualTo(Duration.ofMinutes(4));
    assertThat(timeouts.close()).isEqualTo(Duration.ofMillis(500));
    assertThat(timeouts.drain()).isEqualTo(Duration.ofHours(1));
    assertThat(full.connectionLog().file()).isEqualTo(folder.path().resolve("flows.json"));
    assertThat(full.connectionLog().detail()).isEqualTo(ConnectionLogConfig.Detail.SUMMARY);
    assertThat(full.keyLog().file()).isEqualTo(folder.path().resolve("keys.log"));
    assertThat(full.keyLog().serverNames()).containsExactly("*.example.com", "app.internal");
    assertThat(full.keyLog().duration()).isEqualTo(Duration.ofSeconds(90));
    assertThat(full.transport().kind()).isEqualTo(TransportConfig.Kind.IO_URING);
    assertThat(full.transport().threads()).isEqualTo(4);
    assertThat(full.crypto().provider()).isEqualTo(CryptoConfig.Provider.CONSCRYPT);
    TcpConfig tcp = full.tcp();
    assertThat(tcp.noDelay()).isFalse();
    assertThat(tcp.keepAlive()).isFalse();
    assertThat(tcp.userTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(tcp.receiveBuffer()).isEqualTo(256 * 1024);
    assertThat(tcp.sendBuffer()).isEqualTo(65536);
  }

  @Test
  void whatIsNotWrittenIsTheDefault() throws Exception {
    Configuration base =
        folder.load(
            """
            include "base.conf"
            sallyport.listeners.web.tls.local-ca = on
            sallyport.backends.app.tls {}
            """);

    ListenerConfig web = base.listeners().get(0);
    assertThat(web.proxyProtocol()).isEqualTo(ProxyProtocolIn.OFF);
    assertThat(web.dialOn()).isEqualTo(DialOn.ACCEPTED);
    assertThat(web.access()).isEqualTo(new AccessConfig(List.of(), List.of(), 0));
    assertThat(web.backlog()).isEqualTo(4096);
    assertThat(web.maxConnections()).isEqualTo(10000);
    ListenerTlsConfig.Terminate tls = terminate(base);
    assertThat(tls.rejectUnknownName()).isFalse();
    assertThat(tls.versions()).containsExactly(ProtocolVersion.values());
    assertThat(tls.keyExchange()).containsExactly(KeyExchangeAlgorithm.ECDHE);
    assertThat(tls.policy()).isEqualTo(new TlsPolicyConfig(List.of(), List.of(), List.of()));
    BackendConfig app = base.backend("app");
    assertThat(app.balance()).isEqualTo(Balance.ROUND_ROBIN);
    assertThat(app.sourceAddress()).isNull();
    assertThat(app.proxyProtocol()).isEqualTo(ProxyProtocolOut.OFF);
    BackendTlsConfig upstream = Objects.requireNonNull(app.tls());
    assertThat(upstream.verify()).isTrue();
    assertThat(upstream.trust()).isNull();
    assertThat(upstream.serverName()).isNull();
    assertThat(upstream.alpn()).isEqualTo(new UpstreamAlpn(true, List.of()));
    assertThat(base.timeouts().idle()).isEqualTo(Duration.ofMinutes(5));
    assertThat(base.timeouts().drain()).isEqualTo(Duration.ofSeconds(30));
    assertThat(base.connectionLog().file()).isNull();
    assertThat(base.connectionLog().detail()).isEqualTo(ConnectionLogConfig.Detail.FULL);
    assertThat(base.keyLog().file()).isNull();
    assertThat(base.keyLog().duration()).isEqualTo(Duration.ofMinutes(10));
    assertThat(base.keyLog().covers(null)).isTrue();
    assertThat(base.transport().kind()).isEqualTo(TransportConfig.Kind.AUTO);
    assertThat(base.crypto().provider()).isEqualTo(CryptoConfig.Provider.AUTO);
    assertThat(base.tcp().noDelay()).isTrue();
    assertThat(base.tcp().userTimeout()).isZero();
    assertThat(base.tcp().receiveBuffer()).isZero();
  }

  @Test
  void withoutTlsIsCleartextAndPassthroughNeedsNothing() throws Exception {
    Configuration two =
        folder.load(
            """
            include "base.conf"
            sallyport.listeners.through {
              bind = "[::1]:0", backend = app, tls { mode = passthrough, certificates = [] }
              routes = [ { server-name = a.example, backend = app } ]
            }
            """);

    assertThat(two.listeners()).extracting(ListenerConfig::name).containsExactly("through", "web");
    assertThat(two.listeners().get(0).tls()).isInstanceOf(ListenerTlsConfig.Passthrough.class);
    assertThat(two.listeners().get(0).dialOn()).isEqualTo(DialOn.HELLO);
    assertThat(two.listeners().get(1).tls()).isNull();
    assertThat(two.backend("app").tls()).isNull();
  }

  @Test
  void pathsAreRelativeToTheFileThatNamesThem() throws Exception {
    folder.write("sub/certs/a.pem", "");
    folder.write("sub/certs/a.key", "");
    folder.write("sub/names.conf", "dir = certs, key = certs/a.key");
    Configuration configuration =
        folder.load(
            """
            include "base.conf"
            include "sub/names.conf"
            sallyport.listeners.web.tls.certificates = [ { cert = ${dir}/a.pem, key = ${key} } ]
            sallyport.backends.app.tls.trust = ca.pem
            """);

    IdentityConfig.Pem pem = (IdentityConfig.Pem) terminate(configuration).certificates().get(0);
    assertThat(pem.cert()).isEqualTo(folder.path().resolve("sub/certs/a.pem"));
    assertThat(pem.key()).isEqualTo(folder.path().resolve("sub/certs/a.key"));
    assertThat(Objects.requireNonNull(configuration.backend("app").tls()).trust())
        .isEqualTo(folder.path().resolve("ca.pem"));
  }

  @Test
  void whatTurnsOutWrongLaterHasItsPlaceToo() throws Exception {
    folder.write(
        "tls.conf", "local-ca = off\ncertificates = [\n  { cert = web.pem\n    key = web.key }\n]");
    Configuration configuration =
        folder.load(
            """
            include "base.conf"
            sallyport.listeners.web.tls { include "tls.conf" }
            sallyport.transport.kind = epoll
            """);

    ListenerTlsConfig.Terminate tls = terminate(configuration);
    assertThat(told(tls.certificates().get(0).origins().problem("key", "does not fit")))
        .isEqualTo("tls.conf:4: sallyport.listeners.web.tls.certificates[0].key: does not fit");
    assertThat(told(tls.origins().problem("groups", "by default, so the block")))
        .isEqualTo("my.conf:2: sallyport.listeners.web.tls.groups: by default, so the block");
    assertThat(told(configuration.listeners().get(0).origins().problem("bind", "in use")))
        .isEqualTo("base.conf:2: sallyport.listeners.web.bind: in use");
    assertThat(told(configuration.transport().origins().problem("kind", "not here")))
        .isEqualTo("my.conf:3: sallyport.transport.kind: not here");
  }

  private String told(Problem problem) {
    return problem.toString().replace(folder.path() + "/", "");
  }

  @Test
  void substitutionsComeFromTheFileAndFromTheEnvironment() throws Exception {
    Configuration configuration =
        folder.load(
            """
            port = 8443
            ports { app = 8080 }
            include "base.conf"
            sallyport.listeners.web.bind = "*:"${port}
            sallyport.backends.app.servers = [ "127.0.0.1:"${ports.app} ]
            sallyport.backends.app.tls.server-name = ${?SALLYPORT_TEST_WORD}
            """);

    assertThat(configuration.listeners().get(0).bind()).hasToString("*:8443");
    assertThat(configuration.backend("app").servers()).hasToString("[127.0.0.1:8080]");
    assertThat(Objects.requireNonNull(configuration.backend("app").tls()).serverName())
        .isEqualTo("web");
  }

  @Test
  void aFileThatCannotBeReadIsNamedAsItWasNamedWithoutALine() throws Exception {
    assertThatThrownBy(() -> ConfigurationLoader.load(Path.of("nowhere/my.conf")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("nowhere/my.conf: no such file");
    Path directory = folder.path();
    assertThatThrownBy(() -> ConfigurationLoader.load(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(directory + ": a directory and not a file");
  }

  @Test
  void aFileThatMayNotBeReadIsTold() throws Exception {
    Path secret = folder.write("secret.pem", "");
    Files.setPosixFilePermissions(secret, Set.of());
    assumeFalse(Files.isReadable(secret), "root reads every file");

    assertThat(
            folder.problems("include \"base.conf\"\nsallyport.backends.app.tls.trust = secret.pem"))
        .containsExactly("my.conf:2: sallyport.backends.app.tls.trust: not readable: secret.pem");
  }

  @Test
  void passwordsAreNeverShown() throws Exception {
    String with = "include \"base.conf\"\nsallyport.listeners.web.tls.certificates = [ { %s } ]";

    Configuration good =
        folder.load(with.formatted("pkcs12 = b.p12, password = ${SALLYPORT_TEST_PASSWORD}"));
    assertThat(good.toString()).contains("b.p12", "password=(secret)").doesNotContain("hunter2");
    for (String bad :
        List.of(
            "pkcs12 = no.p12, password = hunter2",
            "password = hunter2",
            "pasword = hunter2",
            "pkcs12 = b.p12, password = [ hunter2 ]",
            "pkcs12 = b.p12, password = { hunter2 = 1 }",
            "pkcs12 = b.p12, password = hunter2 ${missing}",
            "pkcs12 = b.p12, password = hunter2 { a = 1 }",
            "pkcs12 = b.p12, password = hunter2 ${sallyport.backends}",
            "pkcs12 = b.p12, password hunter2",
            "pkcs12 = b.p12, password = \"hunter2",
            "pkcs12 = b.p12, password = hunter2 : hunter2")) {
      assertThat(folder.problems(with.formatted(bad)))
          .isNotEmpty()
          .noneMatch(it -> it.contains("hunter2"));
    }
  }

  private static ListenerTlsConfig.Terminate terminate(Configuration configuration) {
    return (ListenerTlsConfig.Terminate)
        Objects.requireNonNull(configuration.listeners().get(0).tls());
  }
}
