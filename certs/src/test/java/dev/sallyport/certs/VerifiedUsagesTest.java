package dev.sallyport.certs;

import static dev.sallyport.certs.TestLeaf.CLIENT_AUTH;
import static dev.sallyport.certs.TestLeaf.CODE_SIGNING;
import static dev.sallyport.certs.TestLeaf.SERVER_AUTH;
import static dev.sallyport.certs.VerdictAssert.assertRefused;
import static dev.sallyport.certs.VerdictAssert.assertTrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Verdict.Reason;
import java.time.Clock;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the extensions of a certificate have to allow, and which nobody may ignore. */
class VerifiedUsagesTest {

  private static final String HOST = "a.example";
  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final PeerVerifier verifier = new PeerVerifier(root.anchors(), Clock.systemUTC());

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

  private Verdict verifyServer(TestLeaf leaf) {
    return verifier.verifyServer(leaf.identity().chain(), HOST);
  }
}
