package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import dev.sallyport.tls.bc.CryptoTier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final Shown shown = new Shown();

  @Test
  void handshakesAreMadeWithTheIdentityOfTheListener() {
    WarmUp.run(CryptoTier.jdk(), List.of(ServerProfile.of(shown)));
    assertThat(shown.times).as("asked once before, and in each handshake").isGreaterThan(2);
  }

  /** An EC key cannot decrypt a pre-master secret: every handshake fails. */
  @Test
  void whatCannotBeNegotiatedDoesNotStopTheStart() {
    ServerProfile rsaOnly =
        ServerProfile.of(
            shown,
            Policy.server(
                List.of(TlsVersion.TLS_1_2), Set.of(KeyExchange.RSA), List.of(), List.of()));
    assertThatCode(() -> WarmUp.run(CryptoTier.jdk(), List.of(rsaOnly))).doesNotThrowAnyException();
  }

  /** Counts how often it is asked. */
  private static final class Shown implements IdentitySource {
    private final Identity identity = TestCertificates.authority("Test CA").server("example.com");
    private int times;

    @Override
    public List<Identity> named(String serverName) {
      return fallback();
    }

    @Override
    public List<Identity> fallback() {
      times++;
      return List.of(identity);
    }
  }
}
