package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.KeyKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which scheme a peer of TLS 1.3 may sign with, by its key. */
final class PeerSchemeTest {

  @ParameterizedTest
  @CsvSource({"RSA, 0x0804", "RSA, 0x0806", "RSA_PSS, 0x0809", "EC, 0x0403", "ED25519, 0x0807"})
  void oneOfItsKind(KeyKind kind, int scheme) throws Exception {
    PeerCertificate peer = peer(kind);
    assertThatCode(() -> peer.createVerifier(scheme)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 0x0401", "RSA, 0x0601", "RSA, 0x0201", "RSA, 0x0403", "RSA, 0x0807", "RSA, 0x0809",
    "EC, 0x0503", "EC, 0x0203", "EC, 0x0804", "EC, 0x0807", "ED25519, 0x0403", "ED25519, 0x0804"
  })
  void noOther(KeyKind kind, int scheme) throws Exception {
    PeerCertificate peer = peer(kind);
    assertThatThrownBy(() -> peer.createVerifier(scheme))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.getAlertDescription()).isEqualTo((short) 47));
  }

  private static PeerCertificate peer(KeyKind kind) throws Exception {
    return new PeerCertificate(
        new Crypto(Tiers.ofThisRun()), Identities.of(kind).leaf().getEncoded());
  }
}
