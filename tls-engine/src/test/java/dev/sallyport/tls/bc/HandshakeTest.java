package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HandshakeTest {
  @ParameterizedTest
  @CsvSource({
    "TLS_1_2, EC", "TLS_1_2, RSA", "TLS_1_2, RSA_PSS", "TLS_1_2, ED25519",
    "TLS_1_3, EC", "TLS_1_3, RSA", "TLS_1_3, RSA_PSS", "TLS_1_3, ED25519"
  })
  void completesAndCarriesDataBothWaysHoweverTheBytesAreSplit(TlsVersion version, KeyKind kind) {
    ServerProfile profile = Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(kind));
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
      assertThat(pair.client().facts().version()).isEqualTo(version);
    }
  }
}
