package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFilesTest {
  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final TestCertificates issuing = root.intermediate("Issuing CA");
  private final Identity identity = issuing.server("a.example");
  private final Path directory;

  IdentityFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatTheJdkWrites(KeyKind kind) throws Exception {
    Identity written = issuing.leaf("a.example").kind(kind).identity();
    TestCertificates.PemFiles files = TestCertificates.write(written, directory, "web");
    Path pkcs12 = TestCertificates.writePkcs12(written, directory.resolve("web.p12"), "sesame");

    Identity pem = IdentityFiles.pem(files.cert(), files.key(), null);
    Identity other = IdentityFiles.pkcs12(pkcs12, "sesame".toCharArray());

    assertThat(pem.chain()).containsExactlyElementsOf(written.chain());
    assertThat(pem.key().getEncoded()).isEqualTo(written.key().getEncoded());
    assertThat(pem.origin()).isEqualTo(files.cert().toString());
    assertThat(other.chain()).containsExactlyElementsOf(written.chain());
    assertThat(other.key().getEncoded()).isEqualTo(written.key().getEncoded());
  }

  @Test
  void findsTheLeafAndOrdersTheChain() throws Exception {
    X509Certificate stranger = TestCertificates.authority("Stranger").certificate();
    Path bundle =
        write(
            "bundle.pem",
            PemText.of(stranger)
                + PemText.of(root.certificate())
                + PemText.of(identity.leaf())
                + PemText.of(issuing.certificate()));

    assertThat(IdentityFiles.pem(bundle, keyFile(), null).chain())
        .containsExactly(identity.leaf(), issuing.certificate(), root.certificate());
  }

  @Test
  void readsKeyAndCertificatesFromOneFile() throws Exception {
    Path both = write("both.pem", certificates() + PemText.of(identity.key()));

    assertThat(IdentityFiles.pem(both, both, null).leaf()).isEqualTo(identity.leaf());
  }

  @Test
  void skipsCommentsCarriageReturnsAndTheByteOrderMark() throws Exception {
    String text = "# our web server\n\n" + certificates() + "\nthe key:\n";
    Path both =
        write("both.pem", ("\uFEFF" + text + PemText.of(identity.key())).replace("\n", "\r\n"));
    Path marked = write("marked.pem", "\uFEFF" + certificates());

    assertThat(IdentityFiles.pem(both, both, null).chain()).isEqualTo(identity.chain());
    assertThat(IdentityFiles.pem(marked, both, null).chain()).isEqualTo(identity.chain());
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() throws Exception {
    Path cert = write("web.pem", certificates());
    Path ecKey = write("ec.key", PemText.of(KeyKind.EC.newKeys().getPrivate()));
    Path rsaKey = write("rsa.key", PemText.of(KeyKind.RSA.newKeys().getPrivate()));

    assertThatThrownBy(() -> IdentityFiles.pem(cert, ecKey, null))
        .isInstanceOf(CredentialException.class)
        .hasMessage(
            ecKey + ": private key (EC) does not belong to the certificate in web.pem (EC P-256)");
    assertThatThrownBy(() -> IdentityFiles.pem(cert, rsaKey, null))
        .hasMessage(
            rsaKey
                + ": private key (RSA) does not belong to the certificate in web.pem (EC P-256)");
  }

  @Test
  void namesFilesThatCannotBeRead() throws Exception {
    Path key = keyFile();
    Path missing = directory.resolve("missing.pem");
    Path empty = write("empty.pem", "");
    Path big = directory.resolve("big.pem");
    Files.write(big, new byte[10_000_000]);

    assertReason(missing, key, missing, "cannot be read: no such file");
    assertReason(directory, key, directory, "is a directory");
    assertReason(empty, key, empty, "is empty");
    assertReason(big, key, big, "is larger than 4 MiB");
    assertThatThrownBy(() -> IdentityFiles.pkcs12(big, null))
        .hasMessage(big + ": is larger than 4 MiB");
    assertThatThrownBy(() -> IdentityFiles.pkcs12(missing, null))
        .hasMessage(missing + ": cannot be read: no such file");
  }

  @Test
  void saysWhatAFileLacks() throws Exception {
    Path key = keyFile();
    Path cert = write("web.pem", certificates());
    Path two = write("two.key", PemText.of(identity.key()).repeat(2));
    Path text = write("text.pem", "nothing of use");

    assertReason(key, key, key, "holds no certificate, only PRIVATE KEY");
    assertReason(cert, cert, cert, "holds no private key, only CERTIFICATE");
    assertReason(cert, two, two, "holds 2 private keys, but one is wanted");
    assertReason(text, key, text, "holds no PEM block");
  }

  @Test
  void tellsBinaryFilesFromPem() throws Exception {
    Path key = keyFile();
    Path der = directory.resolve("web.der");
    Files.write(der, identity.leaf().getEncoded());
    Path pem = write("web.pem", certificates());

    assertReason(der, key, der, "is not PEM but binary (DER or PKCS#12)");
    assertThatThrownBy(() -> IdentityFiles.pkcs12(pem, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(pem + ": is damaged or not PKCS#12: ");
  }

  @Test
  void refusesDamagedFiles() throws Exception {
    Path key = keyFile();
    String good = certificates();
    Path truncated = write("truncated.pem", good.substring(0, good.length() / 3));
    Path garbage =
        write("garbage.pem", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
    Path noCertificate = write("no.pem", TestCertificates.pem("CERTIFICATE", new byte[] {1, 2, 3}));

    assertThatThrownBy(() -> IdentityFiles.pem(truncated, key, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(truncated + ": is damaged: PEM block 1: ");
    assertThatThrownBy(() -> IdentityFiles.pem(garbage, key, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(garbage + ": is damaged: PEM block 1: ");
    assertThatThrownBy(() -> IdentityFiles.pem(noCertificate, key, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(noCertificate + ": certificate 1 cannot be read: ");
  }

  /** One number of it at a time: the JDK finds out when it signs. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 8})
  void refusesAnRsaKeyWhoseNumbersDoNotAgree(int altered) throws Exception {
    Identity rsa = issuing.leaf("a.example").kind(KeyKind.RSA).identity();
    ASN1Sequence numbers =
        ASN1Sequence.getInstance(
            PrivateKeyInfo.getInstance(rsa.key().getEncoded()).parsePrivateKey());
    ASN1EncodableVector others = new ASN1EncodableVector();
    for (int i = 0; i < numbers.size(); i++) {
      BigInteger number = ASN1Integer.getInstance(numbers.getObjectAt(i)).getValue();
      others.add(new ASN1Integer(i == altered ? number.flipBit(5) : number));
    }
    Path cert = write("rsa.pem", TestCertificates.pem(rsa.chain()));
    Path key =
        write(
            "rsa.key",
            TestCertificates.pem("RSA PRIVATE KEY", new DERSequence(others).getEncoded()));

    assertReason(cert, key, key, "RSA private key is damaged");
  }

  @Test
  void quotesNothingThatATerminalObeys() throws Exception {
    Path file = write("odd.pem", "-----BEGIN CERTIFICATE\u001b[2J-----\n");

    assertReason(
        file, file, file, "is damaged: PEM block 1: -----END CERTIFICATE\\u001b[2J----- not found");
  }

  @Test
  void refusesDamagedKeysOfEveryFormat() throws Exception {
    Path cert = write("web.pem", certificates());
    for (String type :
        new String[] {
          "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"
        }) {
      for (byte[] content : new byte[][] {{}, {0x30, 0}, {1, 2, 3}, {0x30, 3, 2, 1, 0}}) {
        Path key = write("web.key", TestCertificates.pem(type, content));

        assertThatThrownBy(() -> IdentityFiles.pem(cert, key, "x".toCharArray()))
            .as("%s", type)
            .isInstanceOf(CredentialException.class)
            .hasMessageStartingWith(key + ": ");
      }
    }
  }

  @Test
  void refusesFilesThatEndAnywhere() throws Exception {
    Path pkcs12 = TestCertificates.writePkcs12(identity, directory.resolve("web.p12"), "x");
    Path both = write("both.pem", PemText.of(identity.key()) + PemText.of(identity.leaf()));
    byte[] binary = Files.readAllBytes(pkcs12);
    byte[] text = Files.readAllBytes(both);
    Path cut = directory.resolve("cut");
    for (int length = 0; length < binary.length; length += 7) {
      Files.write(cut, Arrays.copyOf(binary, length));
      assertThatThrownBy(() -> IdentityFiles.pkcs12(cut, "x".toCharArray()))
          .as("PKCS#12 of %d bytes", length)
          .isInstanceOf(CredentialException.class);
    }
    for (int length = 0; length < text.length - 1; length += 7) {
      Files.write(cut, Arrays.copyOf(text, length));
      assertThatThrownBy(() -> IdentityFiles.pem(cut, cut, null))
          .as("PEM of %d bytes", length)
          .isInstanceOf(CredentialException.class);
    }
  }

  @Test
  void refusesAlteredFilesOrReadsThem() throws Exception {
    Path pkcs12 = TestCertificates.writePkcs12(identity, directory.resolve("web.p12"), "x");
    byte[] good = Files.readAllBytes(pkcs12);
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(pkcs12, bad);
      try {
        assertThat(IdentityFiles.pkcs12(pkcs12, "x".toCharArray()).leaf())
            .isEqualTo(identity.leaf());
      } catch (CredentialException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void namesKeyFormatsThatAreNotRead() throws Exception {
    Path cert = write("web.pem", certificates());
    Path key = write("web.key", TestCertificates.pem("OPENSSH PRIVATE KEY", new byte[] {1}));

    assertReason(
        cert,
        key,
        key,
        "private key is in an unknown format, OPENSSH PRIVATE KEY;"
            + " PKCS#8, PKCS#1 and SEC1 are read");
  }

  @Test
  void refusesPkcs12WithSeveralKeys() throws Exception {
    Path file = directory.resolve("two.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = "x".toCharArray();
    Certificate[] chain = {identity.leaf()};
    store.setKeyEntry("a", identity.key(), password, chain);
    store.setKeyEntry("b", identity.key(), password, chain);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }

    assertThatThrownBy(() -> IdentityFiles.pkcs12(file, password))
        .hasMessage(file + ": holds 2 private keys, but one is wanted");
  }

  private void assertReason(Path cert, Path key, Path origin, String reason) {
    assertThatThrownBy(() -> IdentityFiles.pem(cert, key, null))
        .isInstanceOfSatisfying(
            CredentialException.class,
            e -> {
              assertThat(e.origin()).isEqualTo(origin.toString());
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e).hasMessage(origin + ": " + reason);
            });
  }

  private String certificates() {
    return TestCertificates.pem(identity.chain());
  }

  private Path keyFile() throws Exception {
    return write("right.key", PemText.of(identity.key()));
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
  }
}
