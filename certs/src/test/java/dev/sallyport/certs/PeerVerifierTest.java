package dev.sallyport.certs;

import static dev.sallyport.certs.VerdictAssert.assertRefused;
import static dev.sallyport.certs.VerdictAssert.assertTrusted;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which chains are trusted: those of valid certificates that lead to a root which is trusted. */
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
        "certificate of CN=a.example is not valid before 2026-01-01T00:00:00Z");
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

  @Test
  void refusesACaThatIsNone() {
    TestCertificates leafAsCa = root.leaf("x.test").authority();

    assertThat(verifier.verifyServer(leafAsCa.server(HOST).chain(), HOST).reason())
        .isEqualTo(Reason.INVALID_PATH);
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

  private static PeerVerifier verifier(TestCertificates ca) {
    return new PeerVerifier(ca.anchors(), Clock.systemUTC());
  }

  private static PeerVerifier at(Instant now, TestCertificates ca) {
    return new PeerVerifier(ca.anchors(), () -> now);
  }
}
