package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to fail has its type, its alert, and what was known by then. */
final class FailureTest {

  private static Endpoint server() {
    Endpoint server =
        Pair.server(Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    server.engine().begin();
    return server;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1|plain HTTP request",
        "POST /x HTTP/1.1|plain HTTP request",
        "SSH-2.0-OpenSSH_9.2|not TLS, begins with \"SSH-2\"",
        "HTTP/1.1 200 OK|plain HTTP response"
      })
  void whatIsNotTlsIsNamed(String bytes, String detail) {
    for (Pair.Wire wire : List.of(Pair.Wire.WHOLE, Pair.Wire.ONE_BY_ONE)) {
      Endpoint server = server();
      byte[] all = bytes.getBytes(StandardCharsets.US_ASCII);
      for (int at = 0; at < all.length; ) {
        int count = wire.next(all.length - at);
        server.give(Arrays.copyOfRange(all, at, at + count));
        at += count;
      }
      assertThat(server.failure().type()).isEqualTo(FailureType.NOT_TLS);
      String told = wire == Pair.Wire.WHOLE ? detail : detail.split(", ", -1)[0];
      assertThat(server.failure().detail()).startsWith(told);
      assertThat(server.take()).containsExactly(21, 3, 3, 0, 2, 2, 10);
      assertThat(server.story())
          .containsExactly("> alert fatal unexpected_message", "  handshake_failed");
    }
  }

  /** As by a program that goes on in plain text after STARTTLS, or writes to the wrong socket. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void whatIsNoRecordInTheMiddleIsNamed(TlsVersion version) {
    for (String text : List.of("GET / HTTP/1.1\r\n\r\n", "GET / x")) {
      Pair pair = new Pair(Pair.clientProfile(version), only(version)).handshake();
      pair.server().give(text.getBytes(StandardCharsets.US_ASCII));
      assertThat(pair.server().failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
      assertThat(pair.server().failure().detail())
          .isEqualTo("not a TLS record: begins with \"GET /\"");
      assertThat(pair.server().story()).endsWith("> alert fatal unexpected_message", "  failed");
    }
  }

  @Test
  void aServerThatIsNotTlsIsNamed() {
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.values()));
    client.engine().begin();
    client.give("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.failure().type()).isEqualTo(FailureType.NOT_TLS);
    assertThat(client.failure().detail()).isEqualTo("plain HTTP response");
  }

  @Test
  void noVersionInCommon() {
    Endpoint server = server();
    RogueClient.ofVersion(ProtocolVersion.TLSv11, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)
        .handshake(server);
    assertThat(server.failure().type()).isEqualTo(FailureType.NO_COMMON_VERSION);
    assertThat(server.failure().detail()).contains("TLSv1.1");
    assertThat(server.story()).contains("> alert fatal protocol_version");
    assertThat(server.hello().versions()).containsExactly("TLSv1.1");
  }

  @Test
  void noVersionInCommonIsToldToTheClient() {
    ServerProfile tls13 = only(TlsVersion.TLS_1_3);
    Pair pair = new Pair(Pair.clientProfile(TlsVersion.TLS_1_2), tls13).handshake();
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.NO_COMMON_VERSION);
    assertThat(pair.client().failure().type()).isEqualTo(FailureType.NO_COMMON_VERSION);
    assertThat(pair.client().story())
        .endsWith("< alert fatal protocol_version", "  handshake_failed");
  }

  @Test
  void noSuiteInCommon() {
    Endpoint server = server();
    RogueClient.withSuite(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256).handshake(server);
    assertThat(server.failure().type()).isEqualTo(FailureType.NO_COMMON_SUITE);
    assertThat(server.failure().alert()).extracting("code").isEqualTo(40);
    assertThat(server.hello().cipherSuites()).contains("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
    assertThat(server.facts().clientRandom()).isNotNull();
  }

  @Test
  void aSuiteThatDoesNotFitTheCertificateIsNoneInCommon() {
    Endpoint server = server();
    RogueClient.withSuite(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256).handshake(server);
    assertThat(server.failure().type()).isEqualTo(FailureType.NO_COMMON_SUITE);
  }

  @Test
  void theIdentityFitsWhatTheClientCanDo() {
    ServerProfile both =
        Pair.serverProfile(
            EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC), Identities.of(KeyKind.RSA));
    Endpoint server = Pair.server(both);
    server.engine().begin();
    RogueClient.withSuite(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256).handshake(server);
    assertThat(server.engine().established()).isTrue();
    assertThat(server.facts().signature()).startsWith("rsa_");
  }

  /** RFC 7919 section 4; 0x01FB is set aside for a field, and has none. */
  @ParameterizedTest
  @ValueSource(ints = {0x0104, 0x01FB})
  void noFiniteFieldInCommon(int field) {
    Endpoint server =
        Pair.server(
            Pair.serverProfile(
                EnumSet.of(KeyExchange.ECDHE, KeyExchange.DHE), Identities.of(KeyKind.RSA)));
    server.engine().begin();
    server.give(
        ClientHelloBytes.hello()
            .suites(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)
            .groups(0x0017, field)
            .signatureSchemes(0x0401, 0x0804)
            .record());
    assertThat(server.failure().type()).isEqualTo(FailureType.NO_COMMON_PARAMETERS);
    assertThat(server.failure().alert()).extracting("code").isEqualTo(71);
  }

  @Test
  void noGroupInCommon() {
    ServerProfile onlyP521 =
        ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(
                List.of(TlsVersion.values()),
                EnumSet.of(KeyExchange.ECDHE),
                List.of(),
                List.of("secp521r1")));
    Pair pair = new Pair(Pair.clientProfile(TlsVersion.values()), onlyP521).handshake();
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.NO_COMMON_PARAMETERS);
    assertThat(pair.server().story()).contains("> alert fatal handshake_failure");
  }

  @Test
  void noProtocolInCommon() {
    ClientProfile client =
        new ClientProfile(
            "example.com",
            null,
            List.of(TlsVersion.values()),
            List.of("spdy/3"),
            TlsLimits.defaults());
    ServerProfile server =
        ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(
                    List.of(TlsVersion.values()),
                    EnumSet.of(KeyExchange.ECDHE),
                    List.of(),
                    List.of())
                .withAlpn(List.of("h2")));
    Pair pair = new Pair(client, server).handshake();
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.NO_COMMON_PROTOCOL);
    assertThat(pair.client().failure().type()).isEqualTo(FailureType.NO_COMMON_PROTOCOL);
    assertThat(pair.client().story()).contains("< alert fatal no_application_protocol");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void anUnknownNameIsRefusedWhereThatIsAsked(TlsVersion version) {
    ServerProfile rejecting =
        ServerProfile.of(
                Pair.identities(Identities.of(KeyKind.EC)),
                Policy.server(
                    List.of(TlsVersion.values()),
                    EnumSet.of(KeyExchange.ECDHE),
                    List.of(),
                    List.of()))
            .withRejectUnknownName(true);
    ClientProfile client =
        new ClientProfile(
            "other.example.org", null, List.of(version), List.of(), TlsLimits.defaults());
    Pair pair = new Pair(client, rejecting).handshake();
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.UNKNOWN_NAME);
    assertThat(pair.server().facts().serverName()).isEqualTo("other.example.org");
    assertThat(pair.client().failure().type()).isEqualTo(FailureType.UNKNOWN_NAME);
    assertThat(pair.client().story()).contains("< alert fatal unrecognized_name");

    ClientProfile nameless =
        new ClientProfile("127.0.0.1", null, List.of(version), List.of(), TlsLimits.defaults());
    Pair fallback = new Pair(nameless, rejecting).handshake();
    assertThat(fallback.server().engine().established()).isTrue();
    assertThat(fallback.server().facts().serverName()).isNull();
  }

  @Test
  void aFallbackToALowerVersionIsRefused() {
    Endpoint server = server();
    RogueClient.fallingBack().handshake(server);
    assertThat(server.failure().type()).isEqualTo(FailureType.DOWNGRADE);
    assertThat(server.story()).contains("> alert fatal inappropriate_fallback");
  }

  @Test
  void aDowngradedServerHelloIsRefused() {
    Pair pair =
        new Pair(
            Pair.clientProfile(TlsVersion.values()),
            Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    pair.client().engine().begin();
    pair.server().engine().begin();
    byte[] hello = pair.client().take();
    Endpoint other = Pair.client(Pair.clientProfile(TlsVersion.TLS_1_2));
    other.engine().begin();
    pair.server().give(other.take());
    byte[] answer = pair.server().take();
    assertThat(hello).isNotEmpty();
    pair.client().give(answer);
    assertThat(pair.client().failure().type()).isEqualTo(FailureType.DOWNGRADE);
    assertThat(pair.client().story()).contains("> alert fatal illegal_parameter");
  }

  @Test
  void reservedValuesAreNoReasonToFail() {
    Endpoint server = server();
    server.give(
        ClientHelloBytes.hello()
            .suites(0x5A5A, 0x1301, 0xC02B)
            .extension(0x2A2A, new byte[0])
            .serverName("example.com")
            .alpn("\n\n", "h2")
            .versions(0x7A7A, 0x0304, 0x0303)
            .groups(0x1A1A, 0x11EC, 0x001D)
            .signatureSchemes(0x0403, 0x0804)
            .keyShare(0x001D)
            .extension(0x3A3A, new byte[1])
            .record());
    assertThat(server.engine().failure()).isNull();
    assertThat(server.story()).contains("> server_hello", "> finished");
    assertThat(server.facts().group()).isEqualTo("x25519");
  }

  @Test
  void aShareOfLowOrderIsRefused() {
    Endpoint server = server();
    byte[] lowOrder = new byte[2 + 2 + 2 + 32];
    lowOrder[1] = 36;
    lowOrder[3] = 0x1D;
    lowOrder[5] = 32;
    server.give(
        ClientHelloBytes.hello()
            .versions(0x0304)
            .groups(0x001D)
            .signatureSchemes(0x0403)
            .extension(51, lowOrder)
            .record());
    assertThat(server.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(server.story()).endsWith("> alert fatal illegal_parameter", "  handshake_failed");
  }

  @Test
  void identitiesThatCannotBeHadAreOurOwnFault() {
    IdentitySource broken =
        new IdentitySource() {
          @Override
          public List<Identity> named(String serverName) {
            throw new IllegalArgumentException("no certificate for you");
          }

          @Override
          public List<Identity> fallback() {
            return List.of();
          }
        };
    Pair pair = new Pair(Pair.clientProfile(TlsVersion.TLS_1_3), ServerProfile.of(broken));
    pair.handshake();
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.INTERNAL);
    assertThat(pair.server().story()).contains("> alert fatal internal_error");
  }

  // ---- certificates

  private static Pair verifying(Identity identity, String host, TlsVersion version) {
    PeerVerifier verifier = new PeerVerifier(Identities.CA.anchors(), Clock.systemUTC());
    ClientProfile client =
        new ClientProfile(host, verifier, List.of(version), List.of(), TlsLimits.defaults());
    return new Pair(client, Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), identity))
        .handshake();
  }

  private static void assertRefused(
      Identity identity, String host, FailureType type, String alert, TlsVersion version) {
    Pair pair = verifying(identity, host, version);
    assertThat(pair.client().failure().type()).isEqualTo(type);
    assertThat(pair.client().story())
        .endsWith("  certificate_verified", "> alert fatal " + alert, "  handshake_failed");
    assertThat(pair.client().facts().peerCertificate()).isNotNull();
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.CERTIFICATE_REJECTED_BY_PEER);
    assertThat(pair.server().failure().alert()).extracting("name").isNotNull();
    assertThat(pair.server().story()).endsWith("< alert fatal " + alert, "  handshake_failed");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aTrustedCertificateIsVerifiedAndTimed(TlsVersion version) {
    Pair pair = verifying(Identities.of(KeyKind.EC), "example.com", version);
    assertThat(pair.client().engine().established()).isTrue();
    TlsFacts.Verification verification =
        Objects.requireNonNull(pair.client().facts().certificateVerified());
    assertThat(verification.verdict().reason()).isEqualTo(Verdict.Reason.TRUSTED);
    assertThat(verification.durationNanos()).isPositive();
    assertThat(pair.client().story())
        .containsSubsequence("< certificate", "  certificate_verified");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void badCertificatesAreRefusedEachForItsReason(TlsVersion version) {
    TestCertificates other = TestCertificates.authority("Other CA");
    assertRefused(
        Identities.of(KeyKind.EC),
        "wrong.example.org",
        FailureType.CERTIFICATE_WRONG_NAME,
        "bad_certificate",
        version);
    assertRefused(
        Identities.CA.leaf("example.com").expired().identity(),
        "example.com",
        FailureType.CERTIFICATE_EXPIRED,
        "certificate_expired",
        version);
    assertRefused(
        Identities.CA.leaf("example.com").notYetValid().identity(),
        "example.com",
        FailureType.CERTIFICATE_NOT_YET_VALID,
        "certificate_expired",
        version);
    assertRefused(
        other.server("example.com"),
        "example.com",
        FailureType.CERTIFICATE_UNKNOWN_CA,
        "unknown_ca",
        version);
    assertRefused(
        TestCertificates.selfSigned("example.com").identity(),
        "example.com",
        FailureType.CERTIFICATE_UNKNOWN_CA,
        "unknown_ca",
        version);
    assertRefused(
        Identities.CA.leaf("example.com").usages(TestLeaf.CODE_SIGNING).identity(),
        "example.com",
        FailureType.CERTIFICATE_WRONG_USAGE,
        "unsupported_certificate",
        version);
  }

  private static ServerProfile only(TlsVersion version) {
    return ServerProfile.of(
        Pair.identities(Identities.of(KeyKind.EC)),
        Policy.server(List.of(version), EnumSet.of(KeyExchange.ECDHE), List.of(), List.of()));
  }
}
