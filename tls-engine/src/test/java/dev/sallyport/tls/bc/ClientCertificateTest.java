package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsVersion;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutual TLS: the client's certificate asked for, shown, and verified. */
final class ClientCertificateTest {
  private static final TestCertificates CLIENTS = TestCertificates.authority("CA of the clients");

  static Stream<Arguments> versionsAndKinds() {
    return Stream.of(TlsVersion.values())
        .flatMap(version -> Stream.of(KeyKind.values()).map(kind -> Arguments.of(version, kind)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndKinds")
  void aTrustedClientIsKnown(TlsVersion version, KeyKind kind) {
    Identity alice = client().kind(kind).identity();
    Pair pair = pair(version, alice, true, KeyKind.EC).handshake();
    pair.client().send("hello");
    pair.exchange();
    assertThat(pair.server().text()).isEqualTo("hello");
    TlsFacts server = pair.server().facts();
    assertThat(server.peerCertificate()).isEqualTo(CertificateSummary.of(alice.leaf()));
    assertThat(verdict(server)).isEqualTo(Verdict.Reason.TRUSTED);
    assertThat(pair.client().facts().certificate()).isEqualTo(CertificateSummary.of(alice.leaf()));
    assertThat(pair.server().story())
        .containsSubsequence(
            "> certificate_request",
            "< certificate",
            "  certificate_verified",
            "< certificate_verify",
            "  handshake_completed");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void withoutOneAClientIsRefusedWhereItIsRequired(TlsVersion version) {
    Pair pair = pair(version, null, true, KeyKind.EC).handshake();
    TlsFailure failure = pair.server().failure();
    assertThat(failure.type()).isEqualTo(FailureType.CERTIFICATE_REQUIRED);
    assertThat(Objects.requireNonNull(failure.alert()).description())
        .isEqualTo(
            version == TlsVersion.TLS_1_3
                ? Description.CERTIFICATE_REQUIRED
                : Description.HANDSHAKE_FAILURE);
    assertThat(pair.client().failure().type())
        .isEqualTo(
            version == TlsVersion.TLS_1_3
                ? FailureType.CERTIFICATE_REJECTED_BY_PEER
                : FailureType.PEER_ALERT);
    assertThat(pair.server().facts().certificateVerified()).isNull();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void withoutOneAClientIsNobodyWhereItIsOptional(TlsVersion version) {
    Pair pair = pair(version, null, false, KeyKind.EC).handshake();
    assertThat(pair.server().engine().canSend()).isTrue();
    assertThat(pair.client().engine().canSend()).isTrue();
    assertThat(pair.server().facts().peerCertificate()).isNull();
    assertThat(pair.client().facts().certificate()).isNull();
    assertThat(pair.server().story()).contains("> certificate_request", "< certificate");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void nobodyIsAskedWhereItIsNotWanted(TlsVersion version) {
    ServerProfile server =
        Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC));
    Pair pair =
        new Pair(Pair.clientProfile(version).withIdentity(client().identity()), server).handshake();
    assertThat(pair.server().engine().canSend()).isTrue();
    assertThat(pair.server().story()).doesNotContain("> certificate_request", "< certificate");
  }

  static Stream<Arguments> flaws() {
    return Stream.of(TlsVersion.values())
        .flatMap(
            version ->
                Stream.of(
                    flaw(version, "expired", TestLeaf::expired, Description.CERTIFICATE_EXPIRED),
                    flaw(
                        version,
                        "not_yet_valid",
                        TestLeaf::notYetValid,
                        Description.CERTIFICATE_EXPIRED),
                    flaw(
                        version,
                        "wrong_usage",
                        leaf -> leaf.usages(TestLeaf.SERVER_AUTH),
                        Description.UNSUPPORTED_CERTIFICATE),
                    flaw(
                        version,
                        "unknown_ca",
                        leaf ->
                            TestCertificates.authority("Nobody's CA")
                                .leaf()
                                .usages(TestLeaf.CLIENT_AUTH),
                        Description.UNKNOWN_CA)));
  }

  private static Arguments flaw(
      TlsVersion version, String name, Function<TestLeaf, TestLeaf> flaw, Description alert) {
    return Arguments.of(version, name, Named.of(name, flaw), alert);
  }

  /** Optional is no weaker than required for a certificate that is shown. */
  @ParameterizedTest
  @MethodSource("flaws")
  void aFlawIsNamedAndRefused(
      TlsVersion version, String name, Function<TestLeaf, TestLeaf> flaw, Description alert) {
    Identity client = flaw.apply(client()).identity();
    for (boolean required : new boolean[] {true, false}) {
      Pair pair = pair(version, client, required, KeyKind.RSA).handshake();
      TlsFailure failure = pair.server().failure();
      assertThat(failure.type().id()).isEqualTo("certificate_" + name);
      assertThat(Objects.requireNonNull(failure.alert()).description()).isEqualTo(alert);
      assertThat(verdict(pair.server().facts()).name()).isEqualToIgnoringCase(name);
      assertThat(pair.server().facts().peerCertificate()).isNotNull();
      assertThat(pair.client().failure().type())
          .isEqualTo(FailureType.CERTIFICATE_REJECTED_BY_PEER);
    }
  }

  /** Who shows a certificate without having its key is refused by its signature. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aStolenCertificateIsOfNoUse(TlsVersion version) throws Exception {
    Identity stolen = forged(client().kind(KeyKind.RSA).identity());
    Pair pair = pair(version, stolen, true, KeyKind.EC).handshake();
    assertThat(Objects.requireNonNull(pair.server().failure().alert()).description())
        .isEqualTo(Description.DECRYPT_ERROR);
    assertThat(pair.server().engine().established()).isFalse();
  }

  /** Whatever curves the provider of this run can do. */
  @ParameterizedTest
  @ValueSource(strings = {"secp256k1", "brainpoolP256r1", "brainpoolP384r1"})
  @Timeout(60)
  void aKeyOnAnotherCurveIsRefused(String curve, @TempDir Path directory) throws Exception {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair keys = generator.generateKeyPair();
    Path certificate = directory.resolve("alice.pem");
    Path key = directory.resolve("alice.key");
    client().keys(keys).authority().writeCertificate(certificate);
    Files.writeString(key, pem(keys.getPrivate()));
    ServerProfile profile =
        Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC))
            .withClientAuthentication(authentication(true));
    try (SocketServer server = new SocketServer(profile)) {
      OpenSsl.run(
          "hello\n",
          "s_client -connect 127.0.0.1:%d -tls1_2 -quiet -cert %s -key %s"
              .formatted(server.port(), certificate, key));
      TlsFailure failure = Objects.requireNonNull(server.failure(), "it was let in");
      assertThat(failure.type()).isEqualTo(FailureType.CERTIFICATE_INVALID);
      assertThat(Objects.requireNonNull(failure.alert()).description())
          .isEqualTo(Description.UNSUPPORTED_CERTIFICATE);
      assertThat(failure.detail())
          .isEqualTo("the certificate's key is on a curve other than P-256, P-384 and P-521");
    }
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void noNamesAreSentWhereTheyWouldFillTheMessage() {
    List<X509Certificate> many =
        IntStream.range(0, 250)
            .mapToObj(i -> TestCertificates.authority("CA " + "x".repeat(50) + i).certificate())
            .toList();
    PeerVerifier verifier =
        new PeerVerifier(
            TrustAnchors.of(
                Stream.concat(many.stream(), Stream.of(CLIENTS.certificate())).toList()),
            Clock.systemUTC());
    ServerProfile server =
        Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC))
            .withClientAuthentication(new ClientAuthentication(true, verifier));
    for (TlsVersion version : TlsVersion.values()) {
      Pair pair =
          new Pair(Pair.clientProfile(version).withIdentity(client().identity()), server)
              .handshake();
      assertThat(pair.server().engine().canSend()).isTrue();
      assertThat(pair.server().handshake().bytesOut()).isLessThan(1 << 12);
    }
  }

  /** A key of the right modulus that signs wrong. */
  private static Identity forged(Identity shown) throws GeneralSecurityException {
    RSAPrivateKey key = (RSAPrivateKey) shown.key();
    return new Identity(
        KeyFactory.getInstance("RSA")
            .generatePrivate(
                new RSAPrivateKeySpec(
                    key.getModulus(), key.getPrivateExponent().add(BigInteger.TWO))),
        shown.chain(),
        "forged");
  }

  private static TestLeaf client() {
    return CLIENTS.leaf().commonName("alice").usages(TestLeaf.CLIENT_AUTH);
  }

  private static Verdict.Reason verdict(TlsFacts facts) {
    return Objects.requireNonNull(facts.certificateVerified()).verdict().reason();
  }

  private static ClientAuthentication authentication(boolean required) {
    return new ClientAuthentication(
        required, new PeerVerifier(CLIENTS.anchors(), Clock.systemUTC()));
  }

  private static Pair pair(
      TlsVersion version, @Nullable Identity client, boolean required, KeyKind server) {
    return new Pair(
        Pair.clientProfile(version).withIdentity(client),
        Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(server))
            .withClientAuthentication(authentication(required)));
  }
}
