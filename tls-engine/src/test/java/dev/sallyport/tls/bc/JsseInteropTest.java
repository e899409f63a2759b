package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Security;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's engine at the other end. */
final class JsseInteropTest {
  private static final Set<KeyExchange> ALL =
      EnumSet.of(KeyExchange.ECDHE, KeyExchange.DHE, KeyExchange.RSA);

  /** What our client offers. */
  static Stream<Arguments> suitesWithEcdhe() {
    return Stream.of(
        Arguments.of("TLS_AES_128_GCM_SHA256", KeyKind.EC, KeyExchange.ECDHE),
        Arguments.of("TLS_AES_256_GCM_SHA384", KeyKind.RSA, KeyExchange.ECDHE),
        Arguments.of("TLS_CHACHA20_POLY1305_SHA256", KeyKind.ED25519, KeyExchange.ECDHE),
        Arguments.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", KeyKind.EC, KeyExchange.ECDHE),
        Arguments.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", KeyKind.ED25519, KeyExchange.ECDHE),
        Arguments.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", KeyKind.RSA, KeyExchange.ECDHE),
        Arguments.of(
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", KeyKind.EC, KeyExchange.ECDHE),
        Arguments.of(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", KeyKind.RSA, KeyExchange.ECDHE));
  }

  /** What our server can be configured to take. */
  static Stream<Arguments> suites() {
    return Stream.concat(
        suitesWithEcdhe(),
        Stream.of(
            Arguments.of("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", KeyKind.RSA, KeyExchange.DHE),
            Arguments.of("TLS_RSA_WITH_AES_128_GCM_SHA256", KeyKind.RSA, KeyExchange.RSA),
            Arguments.of("TLS_RSA_WITH_AES_256_GCM_SHA384", KeyKind.RSA, KeyExchange.RSA)));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void weServe(String suite, KeyKind kind, KeyExchange exchange) {
    assumeTrue(
        exchange != KeyExchange.RSA || jdkExchangesByRsa(),
        "this JDK has disabled the RSA key exchange; OpenSSL's tests cover it");
    ServerProfile profile = profile(Identities.of(kind), List.of(suite));
    Endpoint server = Pair.server(profile);
    server.engine().begin();
    JsseEndpoint client = JsseEndpoint.client(Identities.CA.certificate(), suite);
    client.handshake(server);
    assertThat(server.engine().failure()).isNull();
    assertThat(server.engine().established()).isTrue();
    assertThat(client.session().getCipherSuite()).isEqualTo(suite);
    assertThat(server.facts().cipherSuite()).isEqualTo(suite);
    assertThat(server.facts().keyExchange()).isEqualTo(exchange);
    carryBothWays(server, client);
  }

  /** JDK 24 and later do not by default. */
  private static boolean jdkExchangesByRsa() {
    return !Security.getProperty("jdk.tls.disabledAlgorithms").contains("TLS_RSA_");
  }

  @ParameterizedTest
  @MethodSource("suitesWithEcdhe")
  void weAsk(String suite, KeyKind kind, KeyExchange exchange) {
    JsseEndpoint server = JsseEndpoint.server(Identities.of(kind), suite);
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.values()));
    client.engine().begin();
    server.handshake(client);
    assertThat(client.engine().failure()).isNull();
    assertThat(client.engine().established()).isTrue();
    assertThat(client.facts().cipherSuite()).isEqualTo(suite);
    assertThat(client.facts().keyExchange()).isEqualTo(exchange);
    carryBothWays(client, server);
  }

  @ParameterizedTest
  @CsvSource({
    "TLS_AES_128_GCM_SHA256, PSK",
    "TLS_AES_256_GCM_SHA384, PSK",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TICKET"
  })
  void weResume(String suite, Resumption how) {
    BouncyCastleTls engines = Tiers.engines();
    SSLContext first = JsseEndpoint.context(Identities.of(KeyKind.EC));
    for (Resumption expected : Arrays.asList(null, how, how, how)) {
      assertThat(ask(engines, first, suite).resumption()).isEqualTo(expected);
    }
    SSLContext restarted = JsseEndpoint.context(Identities.of(KeyKind.EC));
    assertThat(ask(engines, restarted, suite).resumption()).isNull();
    assertThat(ask(engines, restarted, suite).resumption()).isEqualTo(how);
  }

  private static TlsFacts ask(BouncyCastleTls engines, SSLContext context, String suite) {
    SocketAddress address = new InetSocketAddress("192.0.2.1", 443);
    ClientProfile profile = Pair.clientProfile(TlsVersion.values());
    Endpoint client =
        new Endpoint(sink -> engines.client(profile, sink, Pair.clock(), null, address));
    client.engine().begin();
    JsseEndpoint server = JsseEndpoint.server(context, suite);
    server.handshake(client);
    assertThat(client.engine().failure()).isNull();
    carryBothWays(client, server);
    return client.facts();
  }

  @Test
  void closeNotifyIsUnderstoodBothWays() {
    Endpoint server = Pair.server(profile(Identities.of(KeyKind.EC), List.of()));
    server.engine().begin();
    JsseEndpoint client =
        JsseEndpoint.client(Identities.CA.certificate(), "TLS_AES_128_GCM_SHA256");
    client.handshake(server);
    client.closeOutput(server);
    assertThat(server.engine().inputEnded()).isTrue();
    server.send("after the client's close_notify");
    client.exchange(server);
    assertThat(new String(client.received(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("after the client's close_notify");
    server.engine().closeOutput();
    client.exchange(server);
    assertThat(client.inputEnded()).isTrue();
  }

  /** More than a record holds, so that it is fragmented. */
  private static void carryBothWays(Endpoint ours, JsseEndpoint theirs) {
    byte[] data = new byte[100_000];
    new Random(1).nextBytes(data);
    ours.engine().send(data, 0, data.length);
    theirs.exchange(ours);
    assertThat(Arrays.equals(theirs.received(), data)).isTrue();
    theirs.send(data, ours);
    assertThat(Arrays.equals(ours.received(), data)).isTrue();
    assertThat(ours.writes()).allMatch(length -> length <= 5 + (1 << 14) + 256);
  }

  private static ServerProfile profile(Identity identity, List<String> suites) {
    return ServerProfile.of(
        Pair.identities(identity),
        Policy.server(List.of(TlsVersion.values()), ALL, suites, List.of()));
  }

  @Test
  void sniIsNotSentForAddresses() {
    for (String host : List.of("127.0.0.1", "::1", "2001:db8::1")) {
      assertThat(HostNames.forServerName(host)).isNull();
    }
    assertThat(HostNames.forServerName("Example.com.")).isEqualTo("Example.com");
    assertThat(HostNames.forServerName("bücher.example")).isEqualTo("xn--bcher-kva.example");
    Endpoint client =
        Pair.client(
            new ClientProfile(
                "127.0.0.1", null, List.of(TlsVersion.values()), List.of(), TlsLimits.defaults()));
    client.engine().begin();
    assertThat(client.hello().serverName()).isNull();
  }
}
