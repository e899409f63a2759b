package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.TestOcsp;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StapleTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  private final Identity identity = Identities.of(KeyKind.EC);
  private final Credential credential = new Credential(new Crypto(Tiers.ofThisRun()), identity);

  private OcspResponse response() throws Exception {
    byte[] der = TestOcsp.of(identity, Identities.CA).der();
    return OcspResponse.read(Files.write(directory.resolve("web.ocsp"), der));
  }

  @Test
  void itsFormsAreMadeOnceForEachResponse() throws Exception {
    OcspResponse one = response();
    Staple staple = credential.staple(one);
    assertThat(credential.staple(one)).isSameAs(staple);
    assertThat(credential.staple(response())).isNotSameAs(staple);
  }

  @Test
  void bothVersionsCarryTheResponseAsItIs() throws Exception {
    OcspResponse response = response();
    Staple staple = credential.staple(response);
    byte[] der = response.der();
    byte[] wanted =
        ByteBuffer.allocate(4 + der.length).putInt((1 << 24) | der.length).put(der).array();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    staple.status().encode(message);
    assertThat(message.toByteArray()).isEqualTo(wanted);
    Object extension =
        staple
            .chain()
            .getCertificateEntryAt(0)
            .getExtensions()
            .get(TlsExtensionsUtils.EXT_status_request);
    assertThat(extension).isEqualTo(wanted);
  }
}
