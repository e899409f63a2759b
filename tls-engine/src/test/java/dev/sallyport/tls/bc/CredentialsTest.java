package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is kept of the certificates that are shown. */
@Tag("any-tier")
final class CredentialsTest {
  private final Credentials credentials = new Credentials(new Crypto(CryptoTier.jdk()));
  private final Identity web = Identities.CA.leaf("web.test").identity();
  private final Identity renewed = Identities.CA.leaf("web.test").identity();

  @Test
  void oneThatIsUsedIsMadeOnce() {
    Credential first = credentials.of(web);
    handshakes(Credentials.HANDSHAKES - 1);
    assertThat(credentials.of(web)).isSameAs(first);
    handshakes(Credentials.HANDSHAKES - 1);
    credentials.of(Identities.of(KeyKind.EC));
    assertThat(credentials.of(web)).isSameAs(first);
  }

  @Test
  void oneThatWasReplacedIsForgotten() {
    Credential first = credentials.of(web);
    handshakes(Credentials.HANDSHAKES);
    credentials.of(Identities.of(KeyKind.EC));
    assertThat(credentials.of(web)).isNotSameAs(first);
  }

  private void handshakes(int count) {
    for (int i = 0; i < count; i++) {
      credentials.of(renewed);
    }
  }
}
