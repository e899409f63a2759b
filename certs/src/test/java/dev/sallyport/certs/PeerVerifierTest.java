package dev.sallyport.certs;

import static dev.sallyport.certs.TestLeaf.CLIENT_AUTH;
import static dev.sallyport.certs.TestLeaf.CODE_SIGNING;
import static dev.sallyport.certs.TestLeaf.SERVER_AUTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Verdict.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerVerifierTest {
  private static final String HOST = "a.example";
  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final PeerVerifier verifier = verifier(root);

  @ParameterizedTest
  @EnumSource
  void trustsAServerOfATrustedRoot(KeyKind kind) {
    Identity server = root.leaf(HOST).kind(kind).identity();

    Verdict verdict = verifier.verifyServer(server.chain(), HOST);

    assertThat(verdict).isEqualTo(new Verdict(Reason.TRUSTED, ""));
    assertThat(verdict.trusted()).isTrue();
  }

  @Test
  void takesIntermediatesInAnyOrderAmongOthers() {
    Identity server =
        root.intermediate("One").intermediate("Two").intermediate("Three").server(HOST);
    List<X509Certificate> others =
        new ArrayList<>(server.chain().subList(1, server.chain().size()));
    others.add(root.certificate());
    others.add(TestCertificates.authority("Stranger").certificate());
    for (int i = 0; i < others.size(); i++) {
      Collections.rotate(others, 1);
      List<X509Certificate> chain = new ArrayList<>(List.of(server.leaf()));
      chain.addAll(others);
      assertTrusted(verifier.verifyServer(chain, HOST));
    }
  }

  @Test
  void refusesWhenTheIntermediateIsMissing() {
    Identity server = root.intermediate("Issuing CA").server(HOST);

    assertRefused(
        verifier.verifyServer(List.of(server.leaf()), HOST),
        Reason.UNKNOWN_CA,
        "issuer CN=Issuing CA is neither trusted nor was its certificate sent");
  }

  @Test
  void trustsAnIntermediateThatIsAnAnchorItself() {
    TestCertificates issuing = root.intermediate("Issuing CA");

    assertTrusted(verifier(issuing).verifyServer(issuing.server(HOST).chain(), HOST));
  }

  @Test
  void refusesAnUnknownRoot() {
    TestCertificates other = TestCertificates.authority("Other CA");
    Identity server = other.server(HOST);

    assertRefused(
        verifier.verifyServer(List.of(server.leaf(), other.certificate()), HOST),
        Reason.UNKNOWN_CA,
        "root CN=Other CA is not trusted");
  }

  @Test
  void refusesAnUnknownRootOfTheSameName() {
    TestCertificates impostor = TestCertificates.authority("Root CA");
    Identity server = impostor.server(HOST);

    assertRefused(
        verifier.verifyServer(server.chain(), HOST),
        Reason.UNKNOWN_CA,
        "issuer CN=Root CA is neither trusted nor was its certificate sent");
    assertRefused(
        verifier.verifyServer(List.of(server.leaf(), impostor.certificate()), HOST),
        Reason.UNKNOWN_CA,
        "root CN=Root CA is not trusted");
  }

  @Test
  void refusesASignatureThatIsNotTheTrustedRootsEvenWithItsIdentifier() {
    TestCertificates forged =
        new TestCertificates(KeyKind.EC.newKeys(), List.of(root.certificate()));
    Identity server = forged.server(HOST);

    assertRefused(
        verifier.verifyServer(server.chain(), HOST),
        Reason.UNKNOWN_CA,
        "certificate of CN=a.example is not signed by the trusted CN=Root CA, only names it");
  }

  @Test
  void picksTheRightOneOfTwoRootsOfOneName() {
    TestCertificates renewed = TestCertificates.authority("Root CA");
    PeerVerifier both =
        new PeerVerifier(
            TrustAnchors.of(List.of(root.certificate(), renewed.certificate())), Clock.systemUTC());

    assertTrusted(both.verifyServer(root.server(HOST).chain(), HOST));
    assertTrusted(both.verifyServer(renewed.server(HOST).chain(), HOST));
  }

  @Test
  void refusesASelfSignedCertificateUnlessItIsAnAnchor() {
    Identity server = TestCertificates.selfSigned(HOST).identity();
    PeerVerifier pinned = new PeerVerifier(TrustAnchors.of(server.chain()), Clock.systemUTC());

    assertRefused(
        verifier.verifyServer(server.chain(), HOST),
        Reason.SELF_SIGNED,
        "certificate is self-signed and not a trust anchor itself");
    assertTrusted(pinned.verifyServer(server.chain(), HOST));
    assertRefused(
        pinned.verifyServer(server.chain(), "b.example"),
        Reason.WRONG_NAME,
        "certificate names are a.example; wanted b.example");
  }

  @Test
  void refusesASelfSignedCertificateUnderTheNameOfATrustedRoot() {
    Identity server = TestCertificates.selfSigned(HOST).commonName("Root CA").identity();

    assertRefused(
        verifier.verifyServer(server.chain(), HOST),
        Reason.SELF_SIGNED,
        "certificate is self-signed and not a trust anchor itself");
  }

  @Test
  void looksAtTheDatesOfAPinnedCertificate() {
    Identity expired = TestCertificates.selfSigned(HOST).expired().identity();
    Identity early = TestCertificates.selfSigned(HOST).notYetValid().identity();

    assertThat(
            new PeerVerifier(TrustAnchors.of(expired.chain()), Clock.systemUTC())
                .verifyServer(expired.chain(), HOST)
                .reason())
        .isEqualTo(Reason.EXPIRED);
    assertThat(
            new PeerVerifier(TrustAnchors.of(early.chain()), Clock.systemUTC())
                .verifyServer(early.chain(), HOST)
                .reason())
        .isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void refusesWhatIsOutOfDate() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant to = Instant.parse("2026-02-01T00:00:00Z");
    TestCertificates ca =
        TestLeaf.selfIssued("Old root").ca().validity(from, to.plusSeconds(999_999)).authority();
    List<X509Certificate> chain = ca.leaf(HOST).validity(from, to).identity().chain();

    assertTrusted(at(to, ca).verifyServer(chain, HOST));
    assertTrusted(at(from, ca).verifyServer(chain, HOST));
    assertRefused(
        at(to.plusSeconds(1), ca).verifyServer(chain, HOST),
        Reason.EXPIRED,
        "certificate of CN=a.example expired on 2026-02-01");
    assertRefused(
        at(from.minusMillis(1), ca).verifyServer(chain, HOST),
        Reason.NOT_YET_VALID,
        "certificate of CN=a.example is not valid before 2026-01-01");
  }

  @Test
  void refusesAnExpiredIntermediateByItsName() {
    TestCertificates issuing = root.leaf().commonName("Old CA").ca().expired().authority();

    Verdict verdict = verifier.verifyServer(issuing.server(HOST).chain(), HOST);

    assertThat(verdict.reason()).isEqualTo(Reason.EXPIRED);
    assertThat(verdict.detail()).startsWith("certificate of CN=Old CA expired on ");
  }

  @Test
  void usesTheValidOneOfTwoCertificatesOfAnIntermediate() {
    TestLeaf renewed = root.leaf().commonName("Issuing CA").ca();
    TestCertificates good = renewed.authority();
    TestCertificates old =
        root.leaf().commonName("Issuing CA").keys(good.keys()).ca().expired().authority();
    Identity server = good.server(HOST);

    assertTrusted(
        verifier.verifyServer(List.of(server.leaf(), old.certificate(), good.certificate()), HOST));
  }

  @ParameterizedTest
  @CsvSource({
    "a.example,  a.example",
    "A.Example., a.example",
    "b.example,  *.example",
    "127.0.0.1,  127.0.0.1",
    "::1,        0:0:0:0:0:0:0:1",
    "[::1],      ::1",
  })
  void findsTheWantedName(String host, String name) {
    assertTrusted(verifier.verifyServer(root.server("x.test", name).chain(), host));
  }

  @ParameterizedTest
  @CsvSource({
    "c.example,  'certificate names are a.example, b.example; wanted c.example'",
    "127.0.0.1,  'certificate names are a.example, b.example; wanted 127.0.0.1'",
    "a..example, a..example is no host name that a certificate can have",
  })
  void refusesOtherNames(String host, String detail) {
    assertRefused(
        verifier.verifyServer(root.server("a.example", "b.example").chain(), host),
        Reason.WRONG_NAME,
        detail);
  }

  @Test
  void neverLooksForNamesInTheSubject() {
    assertRefused(
        verifier.verifyServer(root.leaf().commonName(HOST).identity().chain(), HOST),
        Reason.WRONG_NAME,
        "certificate has no subjectAltName; wanted a.example");
  }

  @Test
  void neverTakesADnsNameForAnAddress() throws Exception {
    byte[] san = new GeneralNames(new GeneralName(GeneralName.dNSName, "127.0.0.1")).getEncoded();
    Identity server =
        root.leaf().extension(Extension.subjectAlternativeName.getId(), false, san).identity();

    assertThat(verifier.verifyServer(server.chain(), "127.0.0.1").reason())
        .isEqualTo(Reason.WRONG_NAME);
  }

  @Test
  void tellsOnlyTheFirstOfManyNames() {
    Identity server =
        root.server("1.test", "2.test", "3.test", "4.test", "5.test", "6.test", "7.test");

    assertRefused(
        verifier.verifyServer(server.chain(), HOST),
        Reason.WRONG_NAME,
        "certificate names are 1.test, 2.test, 3.test, 4.test, 5.test and 2 more;"
            + " wanted a.example");
  }

  @Test
  void makesWhatAPeerWroteSafeToLog() {
    Identity server = root.server("evil\n\u001b[31m.example");

    assertRefused(
        verifier.verifyServer(server.chain(), HOST),
        Reason.WRONG_NAME,
        "certificate names are evil\\u000a\\u001b[31m.example; wanted a.example");
  }

  @Test
  void asksForTheRightExtendedKeyUsage() {
    assertTrusted(verifyServer(root.leaf(HOST).usages()));
    assertTrusted(verifyServer(root.leaf(HOST).usages(SERVER_AUTH, CLIENT_AUTH)));
    assertTrusted(verifyServer(root.leaf(HOST).usages("2.5.29.37.0")));
    assertTrusted(verifyServer(root.leaf(HOST).criticalUsages(SERVER_AUTH)));
    assertTrusted(verifier.verifyClient(root.client("alice").chain()));
    assertTrusted(verifier.verifyClient(root.leaf().usages().identity().chain()));

    assertRefused(
        verifyServer(root.leaf(HOST).usages(CLIENT_AUTH)),
        Reason.WRONG_USAGE,
        "certificate of CN=a.example: its extended key usage lacks serverAuth");
    assertRefused(
        verifyServer(root.leaf(HOST).usages(CODE_SIGNING)),
        Reason.WRONG_USAGE,
        "certificate of CN=a.example: its extended key usage lacks serverAuth");
    assertRefused(
        verifier.verifyClient(root.server(HOST).chain()),
        Reason.WRONG_USAGE,
        "certificate of CN=a.example: its extended key usage lacks clientAuth");
  }

  @Test
  void letsTheExtendedKeyUsageOfAnIntermediateLimitWhatIsBelow() {
    TestCertificates clientsOnly =
        root.leaf().commonName("Clients CA").ca().usages(CLIENT_AUTH).authority();

    assertTrusted(verifier.verifyClient(clientsOnly.client("alice").chain()));
    assertRefused(
        verifier.verifyServer(clientsOnly.server(HOST).chain(), HOST),
        Reason.WRONG_USAGE,
        "certificate of CN=Clients CA: its extended key usage lacks serverAuth");
  }

  @Test
  void asksForAKeyUsageThatAHandshakeNeeds() {
    assertTrusted(verifyServer(root.leaf(HOST).keyUsage(KeyUsage.keyEncipherment)));
    assertRefused(
        verifyServer(root.leaf(HOST).keyUsage(KeyUsage.cRLSign)),
        Reason.WRONG_USAGE,
        "certificate of CN=a.example: its key usage allows no TLS handshake as a server");
    assertRefused(
        verifier.verifyClient(
            root.leaf().usages(CLIENT_AUTH).keyUsage(KeyUsage.keyEncipherment).identity().chain()),
        Reason.WRONG_USAGE,
        "certificate of CN=nobody: its key usage allows no TLS handshake as a client");
  }

  @Test
  void refusesACaThatIsNone() {
    TestCertificates leafAsCa = root.leaf("x.test").authority();

    assertThat(verifier.verifyServer(leafAsCa.server(HOST).chain(), HOST).reason())
        .isEqualTo(Reason.INVALID_PATH);
  }

  @Test
  void refusesAnUnknownCriticalExtension() {
    TestLeaf leaf = root.leaf(HOST).extension("1.2.3.4.5", true, new byte[] {5, 0});

    assertThat(verifyServer(leaf).reason()).isEqualTo(Reason.INVALID_PATH);
  }

  @Test
  void trustsAPolicyThatPointsToItsStatementEvenIfCritical() throws Exception {
    CertificatePolicies policies =
        new CertificatePolicies(
            new PolicyInformation(
                new ASN1ObjectIdentifier("2.23.140.1.2.1"),
                new DERSequence(new PolicyQualifierInfo("https://cps.example/"))));
    String oid = Extension.certificatePolicies.getId();
    TestLeaf leaf = root.leaf(HOST).extension(oid, true, policies.getEncoded());

    assertTrusted(verifyServer(leaf));
  }

  @Test
  void refusesATamperedIntermediateSignature() {
    TestCertificates issuing = root.intermediate("Issuing CA");
    TestCertificates forged =
        new TestCertificates(KeyKind.EC.newKeys(), List.of(issuing.certificate()));
    Identity server = forged.server(HOST);

    Verdict verdict = verifier.verifyServer(List.of(server.leaf(), issuing.certificate()), HOST);

    assertThat(verdict.reason()).isEqualTo(Reason.INVALID_PATH);
  }

  @Test
  void refusesWeakAlgorithms() {
    TestCertificates rsa = TestLeaf.selfIssued("RSA root").kind(KeyKind.RSA).ca().authority();
    Identity server = rsa.leaf(HOST).signature("MD5withRSA").identity();

    assertThat(verifier(rsa).verifyServer(server.chain(), HOST).reason())
        .isEqualTo(Reason.WEAK_ALGORITHM);
  }

  @Test
  void refusesUnreadableNames() {
    TestLeaf leaf =
        root.leaf().extension(Extension.subjectAlternativeName.getId(), false, new byte[] {1, 2});

    assertRefused(verifyServer(leaf), Reason.MALFORMED, "extension 2.5.29.17 cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.5.29.15", "2.5.29.37"})
  void refusesUnreadableUsages(String oid) {
    TestLeaf leaf = root.leaf(HOST).usages().extension(oid, false, new byte[] {4, 0});

    assertRefused(
        verifyServer(leaf),
        Reason.MALFORMED,
        "key usage cannot be read: extension " + oid + " cannot be read");
  }

  @Test
  void verifiesAServerWhateverItsNames() {
    assertTrusted(verifier.verifyServerOfAnyName(root.server("b.example").chain()));
    assertThat(verifier.verifyServerOfAnyName(root.client("b.example").chain()).reason())
        .isEqualTo(Reason.WRONG_USAGE);
  }

  @Test
  void boundsTheChain() {
    List<X509Certificate> chain =
        new ArrayList<>(Collections.nCopies(PeerVerifier.MAX_CHAIN, root.certificate()));
    chain.add(0, root.server(HOST).leaf());

    assertRefused(
        verifier.verifyServer(chain, HOST),
        Reason.MALFORMED,
        "the peer sent 11 certificates; 10 are allowed");
    assertRefused(
        verifier.verifyServer(List.of(), HOST), Reason.MALFORMED, "the peer sent no certificate");
  }

  @Test
  void endsOnCertificatesThatIssuedEachOther() {
    TestCertificates a = TestCertificates.authority("A");
    TestCertificates b = TestCertificates.authority("B");
    X509Certificate aByB = b.leaf().commonName("A").keys(a.keys()).ca().authority().certificate();
    X509Certificate bByA = a.leaf().commonName("B").keys(b.keys()).ca().authority().certificate();

    assertThat(verifier.verifyServer(List.of(a.server(HOST).leaf(), aByB, bByA), HOST).reason())
        .isEqualTo(Reason.UNKNOWN_CA);
  }

  @ParameterizedTest
  @EnumSource
  void neverFailsOnAlteredCertificatesNorTrustsThem(KeyKind kind) throws Exception {
    List<X509Certificate> good =
        root.intermediate("Issuing CA").leaf(HOST, "::1").kind(kind).identity().chain();
    Random random = new Random(1);
    int read = 0;
    for (int i = 0; i < 400; i++) {
      X509Certificate original = good.get(i % 2);
      byte[] bad = original.getEncoded();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Optional<X509Certificate> altered = decoded(bad);
      if (altered.isEmpty()) {
        continue;
      }
      read++;
      List<X509Certificate> chain = new ArrayList<>(good);
      chain.set(i % 2, altered.get());

      CertificateSummary.of(altered.get());
      Verdict verdict = verifier.verifyServer(chain, HOST);

      boolean sameContent =
          Arrays.equals(altered.get().getTBSCertificate(), original.getTBSCertificate());
      assertThat(verdict.trusted() && !sameContent).as("%s %s", verdict, altered.get()).isFalse();
    }
    assertThat(read).isGreaterThan(40);
  }

  private static Optional<X509Certificate> decoded(byte[] der) {
    try {
      return Optional.of(CertificateDecoder.decode(der));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  @Test
  void trustsNobodyWithoutAnchors() {
    PeerVerifier nobody = new PeerVerifier(TrustAnchors.of(List.of()), Clock.systemUTC());

    assertThat(nobody.verifyServer(root.server(HOST).chain(), HOST).reason())
        .isEqualTo(Reason.UNKNOWN_CA);
  }

  private Verdict verifyServer(TestLeaf leaf) {
    return verifier.verifyServer(leaf.identity().chain(), HOST);
  }

  private static PeerVerifier verifier(TestCertificates ca) {
    return new PeerVerifier(ca.anchors(), Clock.systemUTC());
  }

  private static PeerVerifier at(Instant now, TestCertificates ca) {
    return new PeerVerifier(ca.anchors(), () -> now);
  }

  private static void assertTrusted(Verdict verdict) {
    assertThat(verdict).isEqualTo(new Verdict(Reason.TRUSTED, ""));
  }

  private static void assertRefused(Verdict verdict, Reason reason, String detail) {
    assertThat(verdict).isEqualTo(new Verdict(reason, detail));
    assertThat(verdict.trusted()).isFalse();
  }
}
