package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
