package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HandshakeTest {
  private static final TestCertificates CA = TestCertificates.authority("Test CA");
  private static final Map<KeyKind, Identity> IDENTITIES = new EnumMap<>(KeyKind.class);

  static {
    for (KeyKind kind : KeyKind.values()) {
      IDENTITIES.put(kind, CA.leaf("example.com").kind(kind).identity());
    }
  }

  static Identity identity(KeyKind kind) {
    return Objects.requireNonNull(IDENTITIES.get(kind));
  }

  @ParameterizedTest
  @CsvSource({
    "TLS_1_2, EC", "TLS_1_2, RSA", "TLS_1_2, ED25519",
    "TLS_1_3, EC", "TLS_1_3, RSA", "TLS_1_3, ED25519"
  })
  void completesAndCarriesDataBothWaysHoweverTheBytesAreSplit(TlsVersion version, KeyKind kind) {
    ServerProfile profile = Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), identity(kind));
    Random random = new Random(7);
    for (Pair.Wire wire :
        new Pair.Wire[] {
          Pair.Wire.WHOLE,
          Pair.Wire.ONE_BY_ONE,
          waiting -> 1 + random.nextInt(Math.min(waiting, 700))
        }) {
      Pair pair = new Pair(Pair.clientProfile(version), profile).over(wire).handshake();
      assertThat(pair.client().engine().failure()).isNull();
      assertThat(pair.server().engine().failure()).isNull();
      assertThat(pair.client().engine().established()).isTrue();
      assertThat(pair.server().engine().established()).isTrue();
      pair.client().send("ping");
      pair.exchange();
      pair.server().send("pong");
      pair.exchange();
      assertThat(pair.server().text()).isEqualTo("ping");
      assertThat(pair.client().text()).isEqualTo("pong");
      assertThat(pair.client().engine().facts().version()).isEqualTo(version);
    }
  }
}
