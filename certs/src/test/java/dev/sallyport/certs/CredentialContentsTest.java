package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.CredentialContents.Format;
import dev.sallyport.certs.CredentialContents.KeyFinding;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialContentsTest {
  private final TestCertificates ca = TestCertificates.authority("Root CA");
  private final Identity web = ca.intermediate("Issuing CA").server("a.example");
  private final Path directory;

  CredentialContentsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource({"EC, EC P-256", "RSA, RSA 2048", "RSA_PSS, RSASSA-PSS 2048", "ED25519, Ed25519"})
  void findsACertificateAndItsKeyInOnePemFile(KeyKind kind, String name) throws Exception {
    Identity identity = ca.leaf("a.example").kind(kind).identity();
    Path file =
        write(TestCertificates.pem(identity.chain()) + TestCertificates.pem(identity.key()));

    CredentialContents contents = CredentialContents.read(file, null, null);

    assertThat(contents.format()).isEqualTo(Format.PEM);
    assertThat(contents.certificates()).isEqualTo(identity.chain());
    assertThat(contents.key()).isEqualTo(new KeyFinding(name, identity.leaf(), null));
  }

  @Test
  void findsAKeyInAFileOfItsOwn() throws Exception {
    TestCertificates.PemFiles files = TestCertificates.write(web, directory, "web");
    TestCertificates.PemFiles other = TestCertificates.write(ca.server("b"), directory, "other");

    assertThat(CredentialContents.read(files.cert(), null, null).key()).isNull();
    assertThat(CredentialContents.read(files.cert(), files.key(), null).key())
        .isEqualTo(new KeyFinding("EC P-256", web.leaf(), null));
    assertThat(CredentialContents.read(files.cert(), other.key(), null).key())
        .isEqualTo(new KeyFinding("EC P-256", null, null));
    assertThat(CredentialContents.read(files.key(), null, null))
        .isEqualTo(
            new CredentialContents(Format.PEM, List.of(), new KeyFinding("EC P-256", null, null)));
  }

  @Test
  void keepsTheOrderOfTheFile() throws Exception {
    Path file =
        write(TestCertificates.pem(List.of(ca.certificate())) + TestCertificates.pem(web.chain()));

    assertThat(CredentialContents.read(file, null, null).certificates())
        .containsExactly(ca.certificate(), web.leaf(), web.chain().get(1));
  }

  @Test
  void saysWhyAKeyCannotBeRead() throws Exception {
    Path file =
        write(
            TestCertificates.pem(web.chain())
                + TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}));

    assertThat(CredentialContents.read(file, null, null).key())
        .isEqualTo(
            new KeyFinding(null, null, "private key is encrypted, but no password is given"));
    assertThat(CredentialContents.read(file, null, "x".toCharArray()).key())
        .isEqualTo(
            new KeyFinding(
                null, null, "wrong password for the private key, or the key is damaged"));
  }

  @Test
  void readsOneCertificateInDer() throws Exception {
    Path file = Files.write(directory.resolve("web.der"), web.leaf().getEncoded());

    assertThat(CredentialContents.read(file, null, null))
        .isEqualTo(new CredentialContents(Format.DER, List.of(web.leaf()), null));
  }

  @Test
  void readsPkcs12() throws Exception {
    Path file = TestCertificates.writePkcs12(web, directory.resolve("web.p12"), "hunter2");

    CredentialContents contents = CredentialContents.read(file, null, "hunter2".toCharArray());

    assertThat(contents)
        .isEqualTo(
            new CredentialContents(
                Format.PKCS12, web.chain(), new KeyFinding("EC P-256", web.leaf(), null)));
    assertThatThrownBy(() -> CredentialContents.read(file, null, "wrong".toCharArray()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file + ": wrong password");
    assertThatThrownBy(() -> CredentialContents.read(file, null, null))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file + ": needs a password, but none is given");
  }

  @Test
  void readsATrustStoreInPkcs12() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", ca.certificate());
    Path file = directory.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "hunter2".toCharArray());
    }

    assertThat(CredentialContents.read(file, null, "hunter2".toCharArray()))
        .isEqualTo(new CredentialContents(Format.PKCS12, List.of(ca.certificate()), null));
  }

  @Test
  void saysWhatItDoesNotSeeInPkcs12() throws Exception {
    OpenSsl openssl = new OpenSsl(directory);
    TestCertificates.write(web, directory, "web");
    openssl.run("pkcs12 -export -nokeys -in web.pem -passout pass:x -out certs.p12");
    Path file = directory.resolve("certs.p12");

    assertThatThrownBy(() -> CredentialContents.read(file, null, "x".toCharArray()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(
            file + ": holds no encrypted private key, and no certificate marked as trusted");
  }

  @Test
  void refusesWhatIsNothingOfThis() throws Exception {
    assertThatThrownBy(() -> CredentialContents.read(write("hello"), null, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageEndingWith("holds no PEM block");
    assertThatThrownBy(
            () ->
                CredentialContents.read(
                    write(TestCertificates.pem("X509 CRL", new byte[] {1})), null, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageEndingWith("holds no certificate, only X509 CRL");
    Path damaged = Files.write(directory.resolve("x.p12"), new byte[] {0x30, 1, 2, 3});
    assertThatThrownBy(() -> CredentialContents.read(damaged, null, null))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("is damaged or not PKCS#12");
  }

  @Test
  void showsNoKey() throws Exception {
    Path file = write(TestCertificates.pem(web.chain()) + TestCertificates.pem(web.key()));

    assertThat(CredentialContents.read(file, null, null).toString())
        .contains("KeyFinding")
        .doesNotContain("PrivateKey");
  }

  private Path write(String text) throws Exception {
    return Files.writeString(directory.resolve("file.pem"), text);
  }
}
