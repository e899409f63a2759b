package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys for RSASSA-PSS alone (id-RSASSA-PSS): which schemes they sign and verify with. */
final class RsassaPssTest {
  private static final int TLS_1_3 = 0x0304;
  private static final int X25519 = 0x001D;

  @ParameterizedTest
  @CsvSource({
    "TLS_1_3, 256, 32, rsa_pss_pss_sha256",
    "TLS_1_3, 384, 48, rsa_pss_pss_sha384",
    "TLS_1_3, 512, 20, rsa_pss_pss_sha512",
    "TLS_1_2, 256, 20, rsa_pss_pss_sha256",
    "TLS_1_2, 384, 0, rsa_pss_pss_sha384",
    "TLS_1_2, 512, 64, rsa_pss_pss_sha512"
  })
  void aKeyThatIsLimitedToAHashSignsWithItAlone(
      TlsVersion version, int hash, int leastSalt, String scheme) throws Exception {
    Identity limited = identity(limitedKeys(hash, leastSalt));
    ClientProfile client =
        new ClientProfile(
                "example.com", verifier(), List.of(version), List.of(), TlsLimits.defaults())
            .withIdentity(client(limitedKeys(hash, 0)));
    Pair pair =
        new Pair(
                client,
                Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), limited)
                    .withClientAuthentication(new ClientAuthentication(true, verifier())))
            .handshake();
    pair.client().send("hello");
    pair.exchange();

    assertThat(pair.server().text()).isEqualTo("hello");
    assertThat(pair.client().facts().version()).isEqualTo(version);
    assertThat(pair.client().facts().signature()).isEqualTo(scheme);
    assertThat(Objects.requireNonNull(pair.client().facts().peerCertificate()).key())
        .isEqualTo("RSASSA-PSS 2048");
    assertThat(pair.server().facts().peerCertificate())
        .isEqualTo(CertificateSummary.of(Objects.requireNonNull(client.identity()).leaf()));
  }

  @Test
  void aPrivateKeyMayBeLimitedWhereItsCertificateIsNot() throws Exception {
    KeyPair limited = limitedKeys(512, 64);
    RSAPublicKey number = (RSAPublicKey) limited.getPublic();
    KeyPair pair =
        new KeyPair(
            KeyFactory.getInstance("RSASSA-PSS")
                .generatePublic(
                    new RSAPublicKeySpec(number.getModulus(), number.getPublicExponent())),
            limited.getPrivate());
    Pair done =
        new Pair(
                Pair.clientProfile(TlsVersion.TLS_1_3),
                Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), identity(pair)))
            .handshake();

    assertThat(done.client().engine().established()).isTrue();
    assertThat(done.client().facts().signature()).isEqualTo("rsa_pss_pss_sha512");
  }

  /** The schemes of an RSA key for any use, and another hash than the key is limited to. */
  @ParameterizedTest
  @CsvSource({"0x0804", "0x0805", "0x0401", "0x0809", "0x080B"})
  void aClientThatDoesNotOfferTheSchemeIsRefused(String offered) throws Exception {
    Identity limited = identity(limitedKeys(384, 48));
    for (boolean newer : new boolean[] {true, false}) {
      ClientHelloBytes hello =
          ClientHelloBytes.hello()
              .suites(newer ? 0x1301 : 0xC02F)
              .groups(X25519)
              .signatureSchemes(Integer.decode(offered));
      assertThat(refusal(newer ? hello.versions(TLS_1_3).keyShare(X25519) : hello, limited))
          .isEqualTo(FailureType.NO_COMMON_PARAMETERS);
    }
  }

  @Test
  void itNeverDecrypts() {
    assertThat(
            refusal(
                ClientHelloBytes.hello().suites(0x009C).signatureSchemes(0x0809, 0x0804, 0x0401),
                Identities.of(KeyKind.RSA_PSS)))
        .isEqualTo(FailureType.NO_COMMON_SUITE);
  }

  /** RFC 8446 section 4.2.3: rsae is for rsaEncryption, pss for id-RSASSA-PSS. */
  @ParameterizedTest
  @CsvSource({
    "RSA_PSS, RSA_PSS_PSS_SHA256, 0x0809",
    "RSA_PSS, RSA_PSS_PSS_SHA512, 0x080B",
    "RSA, RSA_PSS_RSAE_SHA256, 0x0804"
  })
  void aSchemeGoesWithTheKeysObjectIdentifier(KeyKind kind, SignatureScheme scheme, int code)
      throws Exception {
    PeerCertificate peer = peer(Identities.of(kind));
    for (int other : new int[] {0x0804, 0x0805, 0x0806, 0x0401, 0x0809, 0x080A, 0x080B}) {
      boolean pkcs1 = other == 0x0401;
      boolean fits = !pkcs1 && (kind == KeyKind.RSA_PSS) == (other >= 0x0809);
      if (fits) {
        assertThatCode(() -> peer.createVerifier(other)).doesNotThrowAnyException();
      } else {
        assertRefused(() -> peer.createVerifier(other));
      }
    }
    short own = scheme.algorithm().getSignature();
    assertThat(own).isEqualTo((short) (code & 0xFF));
    assertThatCode(() -> peer.createVerifier(own)).doesNotThrowAnyException();
    if (kind == KeyKind.RSA_PSS) {
      assertRefused(() -> peer.createVerifier(SignatureAlgorithm.rsa));
      assertRefused(() -> peer.createVerifier(SignatureAlgorithm.rsa_pss_rsae_sha256));
    } else {
      assertRefused(() -> peer.createVerifier(SignatureAlgorithm.rsa_pss_pss_sha256));
    }
  }

  @Test
  void aPeersKeyThatIsLimitedToAHashVerifiesWithItAlone() throws Exception {
    PeerCertificate peer = peer(identity(limitedKeys(384, 48)));

    assertThatCode(() -> peer.createVerifier(0x080A)).doesNotThrowAnyException();
    assertRefused(() -> peer.createVerifier(0x0809));
    assertRefused(() -> peer.createVerifier(SignatureAlgorithm.rsa_pss_pss_sha512));
  }

  private interface Verifying {
    void verifier() throws IOException;
  }

  private static void assertRefused(Verifying verifying) {
    assertThatThrownBy(verifying::verifier)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
              assertThat(refusal.getAlertDescription()).isEqualTo((short) 47);
            });
  }

  private static PeerCertificate peer(Identity identity) throws Exception {
    return new PeerCertificate(new Crypto(Tiers.ofThisRun()), identity.leaf().getEncoded());
  }

  private static FailureType refusal(ClientHelloBytes hello, Identity identity) {
    Endpoint server =
        Pair.server(
            Pair.serverProfile(
                EnumSet.of(KeyExchange.ECDHE, KeyExchange.DHE, KeyExchange.RSA), identity));
    server.engine().begin();
    server.give(hello.record());
    return server.failure().type();
  }

  private static PeerVerifier verifier() {
    return new PeerVerifier(Identities.CA.anchors(), Clock.systemUTC());
  }

  private static Identity identity(KeyPair keys) {
    return Identities.CA.leaf("example.com").keys(keys).identity();
  }

  private static Identity client(KeyPair keys) {
    return Identities.CA
        .leaf()
        .commonName("alice")
        .keys(keys)
        .usages(TestLeaf.CLIENT_AUTH)
        .identity();
  }

  private static KeyPair limitedKeys(int hash, int leastSalt) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
    generator.initialize(
        new RSAKeyGenParameterSpec(
            2048,
            RSAKeyGenParameterSpec.F4,
            new PSSParameterSpec(
                "SHA-" + hash,
                "MGF1",
                new MGF1ParameterSpec("SHA-" + hash),
                leastSalt,
                PSSParameterSpec.TRAILER_FIELD_BC)));
    return generator.generateKeyPair();
  }
}
