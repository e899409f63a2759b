package dev.sallyport.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.List;
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
    "genpkey -algorithm RSA-PSS -out web.key,                            RSA_PSS, RSASSA-PSS 2048",
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

  @Test
  void refusesOtherKindsOfKeys() throws Exception {
    openssl.run("genpkey -algorithm ED448 -out web.key");
    selfSign("web.key");

    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), file("web.key"), null))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(file("web.key") + ": private key is neither EC, Ed25519 nor RSA");
  }

  /** The salt is the least that may be used. */
  @ParameterizedTest
  @CsvSource({
    "sha256, 32, 256",
    "sha384, 48, 384",
    "sha512, 64, 512",
    "sha256, 20, 256",
    "sha512, 0, 512"
  })
  void readsRsassaPssKeysThatAreLimitedToAHash(String hash, int salt, int bits) throws Exception {
    openssl.run(generatePss(hash, hash, salt));
    selfSign("web.key");
    openssl.run("pkcs12 -export -inkey web.key -in web.pem -out web.p12 -passout pass:");

    for (Identity identity :
        List.of(
            IdentityFiles.pem(file("web.pem"), file("web.key"), null),
            IdentityFiles.pkcs12(file("web.p12"), null))) {
      assertThat(identity.keyKind()).isEqualTo(KeyKind.RSA_PSS);
      for (int other : new int[] {256, 384, 512}) {
        assertThat(PssLimits.allow(identity.key(), other)).isEqualTo(other == bits);
        assertThat(PssLimits.allow(identity.leaf().getPublicKey(), other)).isEqualTo(other == bits);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"sha1, sha1, 20", "sha224, sha224, 20", "sha256, sha512, 32", "sha256, sha256, 33"})
  void refusesRsassaPssKeysThatAreOfNoUseInTls(String hash, String mask, int salt)
      throws Exception {
    openssl.run(generatePss(hash, mask, salt));
    selfSign("web.key");

    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), file("web.key"), null))
        .isInstanceOf(CredentialException.class)
        .hasMessage(
            file("web.pem") + ": the RSASSA-PSS key is limited to parameters of no use in TLS");
  }

  /** One number, but another object identifier. */
  @Test
  void anRsaKeyForAnyUseDoesNotGoWithACertificateForRsassaPss() throws Exception {
    openssl.run("genpkey -algorithm RSA-PSS -out web.key");
    selfSign("web.key");
    RSAPrivateCrtKey limited =
        (RSAPrivateCrtKey) IdentityFiles.pem(file("web.pem"), file("web.key"), null).key();
    Files.writeString(
        file("web.key"),
        PemText.of(
            KeyFactory.getInstance("RSA")
                .generatePrivate(
                    new RSAPrivateCrtKeySpec(
                        limited.getModulus(),
                        limited.getPublicExponent(),
                        limited.getPrivateExponent(),
                        limited.getPrimeP(),
                        limited.getPrimeQ(),
                        limited.getPrimeExponentP(),
                        limited.getPrimeExponentQ(),
                        limited.getCrtCoefficient()))));

    assertThatThrownBy(() -> IdentityFiles.pem(file("web.pem"), file("web.key"), null))
        .hasMessage(
            file("web.key")
                + ": private key (RSA) does not belong to the certificate in web.pem"
                + " (RSASSA-PSS 2048)");
  }

  private static String generatePss(String hash, String mask, int salt) {
    return "genpkey -algorithm RSA-PSS -out web.key -pkeyopt rsa_keygen_bits:2048"
        + " -pkeyopt rsa_pss_keygen_md:"
        + hash
        + " -pkeyopt rsa_pss_keygen_mgf1_md:"
        + mask
        + " -pkeyopt rsa_pss_keygen_saltlen:"
        + salt;
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
          case RSA_PSS -> "RSASSA-PSS";
        };
    assertThat(identity.key().getClass().getName()).startsWith("sun.security.");
    Signature signature = Signature.getInstance(algorithm);
    if (identity.keyKind() == KeyKind.RSA_PSS) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    signature.initSign(identity.key());
    signature.update("hello".getBytes(US_ASCII));
    byte[] signed = signature.sign();
    signature.initVerify(identity.leaf());
    signature.update("hello".getBytes(US_ASCII));
    assertThat(signature.verify(signed)).isTrue();
  }
}
