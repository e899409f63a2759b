package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcspResponseTest {
  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final Identity web = below(ca);

  @TempDir private Path directory;

  /** A leaf with the certificate of its issuer in its chain, so that signatures are verified. */
  private static Identity below(TestCertificates ca) {
    Identity leaf = ca.server("web.test");
    return new Identity(leaf.key(), List.of(leaf.leaf(), ca.certificate()), "test");
  }

  private OcspResponse read(byte[] der) throws Exception {
    return OcspResponse.read(Files.write(directory.resolve("web.ocsp"), der));
  }

  @Test
  void aGoodOneIsForItsCertificateAlone() throws Exception {
    OcspResponse response = read(TestOcsp.of(web, ca).der());
    assertThat(response.concerns(web)).isTrue();
    assertThat(response.objection(web, Instant.now())).isEmpty();
    assertThat(response.concerns(below(ca))).isFalse();
  }

  /** The issuer's own key does not even fit the algorithm of the signature then. */
  @ParameterizedTest
  @CsvSource({"EC, RSA", "RSA, EC", "EC, EC"})
  void aResponderMayHaveAKeyOfAnotherKindThanItsIssuer(KeyKind kind, KeyKind responders)
      throws Exception {
    TestCertificates issuer = ca.leaf().commonName("Issuer").kind(kind).ca().authority();
    TestCertificates responder = responder(issuer, responders);
    TestCertificates stray = TestCertificates.selfSigned("stray").kind(responders).authority();
    Identity leaf = below(issuer);
    TestOcsp signed = TestOcsp.of(leaf, issuer).signedBy(responder);
    assertThat(objection(signed.with(stray.certificate(), responder.certificate()), leaf))
        .isEmpty();
    assertThat(objection(signed.with(stray.certificate()), leaf)).isPresent();
  }

  @Test
  void aResponderOfAnotherIssuerIsNone() throws Exception {
    TestCertificates other = TestCertificates.authority("Other CA");
    TestCertificates responder = responder(other, KeyKind.RSA);
    assertThat(
            objection(TestOcsp.of(web, ca).signedBy(responder).with(responder.certificate()), web))
        .contains("is not signed by the issuer of the certificate or for it");
  }

  private static TestCertificates responder(TestCertificates issuer, KeyKind kind) {
    return issuer
        .leaf()
        .commonName("Responder")
        .kind(kind)
        .usages(KeyPurposeId.id_kp_OCSPSigning.getId())
        .authority();
  }

  private Optional<String> objection(TestOcsp response, Identity leaf) throws Exception {
    return read(response.der()).objection(leaf, Instant.now());
  }

  @Test
  void itIsNotUsedBeforeItsTimeButForFiveMinutesWhereThereIsNoOther() throws Exception {
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    OcspResponse response =
        read(TestOcsp.of(web, ca).validity(begin, begin.plusSeconds(100)).der());
    response.checkBegunAt(begin);
    assertThatThrownBy(() -> response.checkBegunAt(begin.minusSeconds(1)))
        .isInstanceOfSatisfying(
            CredentialException.class, e -> assertThat(e.validFrom()).isEqualTo(begin));
    response.checkBegunAtOrSoonAfter(begin.minusSeconds(300));
    assertThatThrownBy(() -> response.checkBegunAtOrSoonAfter(begin.minusSeconds(301)))
        .isInstanceOfSatisfying(
            CredentialException.class,
            e -> assertThat(e.validFrom()).isEqualTo(begin.minusSeconds(300)))
        .hasMessageEndingWith(": OCSP response is not valid before 2026-01-01T00:00:00Z");
  }

  @Test
  void itsLifeIsThatOfWhatItSaysOfTheCertificate() throws Exception {
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    OcspResponse response =
        read(TestOcsp.of(web, ca).validity(begin, begin.plusSeconds(100)).der());
    assertThat(response.lifeFor(web))
        .isEqualTo(new OcspResponse.Life(begin, begin.plusSeconds(100)))
        .extracting(OcspResponse.Life::lastTenth)
        .isEqualTo(begin.plusSeconds(90));
    assertThat(response.lifeFor(below(ca))).isNull();
  }

  @Test
  void oneWhoseTimeIsNoTimeIsNoResponse() {
    assertThatThrownBy(() -> read(TestOcsp.of(web, ca).malformed()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(directory.resolve("web.ocsp") + ": is no OCSP response in DER");
  }

  /** Else it would fail in each handshake that it is stapled in. */
  @Test
  void nothingMayFollowIt() {
    byte[] der = TestOcsp.of(web, ca).der();
    assertThatThrownBy(() -> read(Arrays.copyOf(der, der.length + 1)))
        .isInstanceOf(CredentialException.class)
        .hasMessageEndingWith(": is no OCSP response in DER");
  }

  @Test
  void whateverItHoldsItIsRefusedWhenItIsReadOrNeverFails() throws Exception {
    byte[] good = TestOcsp.of(web, ca).with(ca.certificate()).der();
    Random random = new Random(7);
    List<String> thrown = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] altered = good.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        altered[random.nextInt(good.length)] =
            (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
      }
      try {
        OcspResponse response = read(altered);
        response.concerns(web);
        response.expiredAt(web, Instant.now());
        response.objection(web, Instant.now());
      } catch (CredentialException refused) {
        assertThat(refused.origin()).endsWith("web.ocsp");
      } catch (RuntimeException e) {
        thrown.add(e.toString());
      }
    }
    assertThat(thrown).isEmpty();
  }
}
