package dev.sallyport.certs;

import static dev.sallyport.certs.VerdictAssert.assertRefused;
import static dev.sallyport.certs.VerdictAssert.assertTrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Verdict.Reason;
import java.time.Clock;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names of its certificate a server is verified by. */
class VerifiedNamesTest {

  private static final String HOST = "a.example";
  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final PeerVerifier verifier = new PeerVerifier(root.anchors(), Clock.systemUTC());

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
  void refusesUnreadableNames() {
    TestLeaf leaf =
        root.leaf().extension(Extension.subjectAlternativeName.getId(), false, new byte[] {1, 2});

    assertRefused(
        verifier.verifyServer(leaf.identity().chain(), HOST),
        Reason.MALFORMED,
        "extension 2.5.29.17 cannot be read");
  }

  @Test
  void verifiesAServerWhateverItsNames() {
    assertTrusted(verifier.verifyServerOfAnyName(root.server("b.example").chain()));
    assertThat(verifier.verifyServerOfAnyName(root.client("b.example").chain()).reason())
        .isEqualTo(Reason.WRONG_USAGE);
  }
}
