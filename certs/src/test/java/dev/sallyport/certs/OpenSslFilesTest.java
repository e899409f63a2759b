package dev.sallyport.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as OpenSSL writes them, in every key format that is read. */
class OpenSslFilesTest {
  private final Path directory;
  private final OpenSsl openssl;

  OpenSslFilesTest(@TempDir Path directory) {
    this.directory = directory;
    this.openssl = new OpenSsl(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "genrsa -traditional -out web.key 2048,                                     RSA,     RSA 2048",
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out web.key,         RSA,     RSA 3072",
    "ecparam -name prime256v1 -genkey -out web.key,                             EC,      EC P-256",
    "ecparam -name secp384r1 -genkey -noout -out web.key,                       EC,      EC P-384",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out web.key,       EC,      EC P-521",
    "genpkey -algorithm ED25519 -out web.key,                                   ED25519, Ed25519",
  })
  void readsPlainKeys(String generate, KeyKind kind, String summary) throws Exception {
    openssl.run(generate);
    selfSign("web.key");

    Identity identity = IdentityFiles.pem(file("web.pem"), file("web.key"), null);

    assertThat(identity.keyKind()).isEqualTo(kind);
    assertThat(CertificateSummary.of(identity.leaf()).key()).isEqualTo(summary);
    assertSignsByJdk(identity);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 aes-256-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithSHA512",
        "-v2 des3",
        "-scrypt",
        "-v1 PBE-SHA1-3DES"
      })
  void readsEncryptedKeys(String encryption) throws Exception {
    openssl.run("ecparam -name prime256v1 -genkey -noout -out plain.key");
    selfSign("plain.key");
    openssl.run("pkcs8 -topk8 -in plain.key -out web.key -passout pass:sesame " + encryption);
    Path key = file("web.key");

    assertThat(key).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    assertSignsByJdk(IdentityFiles.pem(file("web.pem"), key, "sesame".toCharArray()));
    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), key, "Sesame".toCharArray()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(key + ": wrong password for the private key, or the key is damaged");
    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), key, null))
        .isInstanceOf(CredentialException.class)
        .hasMessage(key + ": private key is encrypted, but no password is given");
  }

  @Test
  void saysHowToConvertKeysInOpenSslsOldEncryption() throws Exception {
    openssl.run("genrsa -traditional -aes128 -passout pass:sesame -out web.key 2048");
    openssl.run("req -x509 -new -key web.key -passin pass:sesame -subj /CN=a -out web.pem");

    assertThatThrownBy(
            () -> IdentityFiles.pem(file("web.pem"), file("web.key"), "sesame".toCharArray()))
        .hasMessageEndingWith("convert it by `openssl pkcs8 -topk8`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "genpkey -algorithm ED448 -out web.key   | private key is neither EC, Ed25519 nor RSA",
        "genpkey -algorithm RSA-PSS -out web.key | private key is for RSASSA-PSS alone; an RSA key",
      })
  void refusesOtherKindsOfKeys(String generate, String reason) throws Exception {
    openssl.run(generate);
    selfSign("web.key");

    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), file("web.key"), null))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(file("web.key") + ": " + reason);
  }

  @Test
  void refusesACertificateThatLimitsItsRsaKeyToRsassaPss() throws Exception {
    openssl.run("genpkey -algorithm RSA-PSS -out web.key");
    selfSign("web.key");
    openssl.run("pkcs12 -export -inkey web.key -in web.pem -out web.p12 -passout pass:");

    assertThatThrownBy(() -> IdentityFiles.pkcs12(file("web.p12"), null))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("RSASSA-PSS");
  }

  @Test
  void refusesCurvesOfNoUseInTls() throws Exception {
    openssl.run("ecparam -name secp256k1 -genkey -noout -out web.key");
    selfSign("web.key");

    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), file("web.key"), null))
        .isInstanceOf(CredentialException.class)
        .hasMessage(
            file("web.key") + ": EC private key is on another curve than P-256, P-384 and P-521");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1",
        "-certpbe NONE -keypbe AES-128-CBC",
      })
  void readsPkcs12(String encryption) throws Exception {
    mintChain();
    openssl.run(
        "pkcs12 -export -inkey web.key -in bundle.pem -out web.p12 -passout pass:sesame "
            + encryption);

    Identity identity = IdentityFiles.pkcs12(file("web.p12"), "sesame".toCharArray());

    assertThat(identity.chain())
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=a.example", "CN=Issuing CA", "CN=Root CA");
    assertSignsByJdk(identity);
    assertThatThrownBy(() -> IdentityFiles.pkcs12(file("web.p12"), "Sesame".toCharArray()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file("web.p12") + ": wrong password");
    assertThatThrownBy(() -> IdentityFiles.pkcs12(file("web.p12"), null))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file("web.p12") + ": needs a password, but none is given");
  }

  @Test
  void readsPkcs12WithTheEmptyPassword() throws Exception {
    mintChain();
    openssl.run("pkcs12 -export -inkey web.key -in bundle.pem -out web.p12 -passout pass:");

    assertSignsByJdk(IdentityFiles.pkcs12(file("web.p12"), null));
  }

  @Test
  void saysWhatPkcs12Lacks() throws Exception {
    mintChain();
    openssl.run("pkcs12 -export -nokeys -in bundle.pem -out certs.p12 -passout pass:x");
    openssl.run(
        "pkcs12 -export -keypbe NONE -inkey web.key -in bundle.pem -out plain.p12 -passout pass:x");
    openssl.run("pkcs12 -export -nocerts -inkey web.key -out key.p12 -passout pass:x");

    assertThatThrownBy(() -> IdentityFiles.pkcs12(file("certs.p12"), "x".toCharArray()))
        .hasMessage(file("certs.p12") + ": holds no encrypted private key");
    assertThatThrownBy(() -> IdentityFiles.pkcs12(file("plain.p12"), "x".toCharArray()))
        .hasMessage(file("plain.p12") + ": holds no encrypted private key");
    assertThatThrownBy(() -> IdentityFiles.pkcs12(file("key.p12"), "x".toCharArray()))
        .hasMessage(file("key.p12") + ": holds no certificate of its private key");
  }

  @Test
  void readsCertificatesWithTextAroundThem() throws Exception {
    openssl.run("genpkey -algorithm ED25519 -out web.key");
    openssl.run("req -x509 -new -key web.key -subj /CN=a.example -text -out web.pem");

    assertThat(file("web.pem")).content().contains("Signature Algorithm: ED25519");
    assertSignsByJdk(IdentityFiles.pem(file("web.pem"), file("web.key"), null));
  }

  private void selfSign(String key) throws Exception {
    openssl.run("req -x509 -new -key " + key + " -subj /CN=a.example -out web.pem");
  }

  /** Writes web.key and bundle.pem, in which the leaf is neither first nor last. */
  private void mintChain() throws Exception {
    TestCertificates root = TestCertificates.authority("Root CA");
    TestCertificates issuing = root.intermediate("Issuing CA");
    Identity identity = issuing.server("a.example");
    TestCertificates.write(identity, directory, "web");
    Files.writeString(
        file("bundle.pem"),
        PemText.of(root.certificate())
            + PemText.of(identity.leaf())
            + PemText.of(issuing.certificate()));
  }

  private Path file(String name) {
    return openssl.file(name);
  }

  private static void assertSignsByJdk(Identity identity) throws Exception {
    String algorithm =
        switch (identity.keyKind()) {
          case EC -> "SHA256withECDSA";
          case ED25519 -> "Ed25519";
          case RSA -> "SHA256withRSA";
        };
    assertThat(identity.key().getClass().getName()).startsWith("sun.security.");
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(identity.key());
    signature.update("hello".getBytes(US_ASCII));
    byte[] signed = signature.sign();
    signature.initVerify(identity.leaf());
    signature.update("hello".getBytes(US_ASCII));
    assertThat(signature.verify(signed)).isTrue();
  }
}
