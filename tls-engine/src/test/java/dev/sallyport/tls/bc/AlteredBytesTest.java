package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handshake in which one octet on the wire is another than was sent. */
final class AlteredBytesTest {

  @ParameterizedTest
  @CsvSource({
    "TLS_1_2, true", "TLS_1_2, false",
    "TLS_1_3, true", "TLS_1_3, false"
  })
  void everyAlteredOctetEndsInAFailureOrAHandshake(TlsVersion version, boolean toServer) {
    ClientProfile client = Pair.clientProfile(version);
    ServerProfile server =
        Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC));
    int position = 0;
    int failures = 0;
    while (true) {
      Pair pair = new Pair(client, server);
      Flip flip = new Flip(position, position % 2 == 0 ? 0x01 : 0x80);
      pair.altering(toServer ? flip : Pair.NONE, toServer ? Pair.NONE : flip).handshake();
      if (!flip.done()) {
        break;
      }
      failures += assertOrderly(pair.client()) + assertOrderly(pair.server());
      position++;
    }
    assertThat(position).isGreaterThan(200);
    assertThat(failures).isGreaterThan(position * 3 / 4);
  }

  /** One who fails says so last, with the alert that it sent before; returns 1 if it failed. */
  private static int assertOrderly(Endpoint end) {
    if (!end.engine().failed()) {
      return 0;
    }
    List<TlsEvent> events = end.events();
    assertThat(end.failure().type()).as(end.failure().detail()).isNotEqualTo(FailureType.INTERNAL);
    assertThat(events)
        .last()
        .extracting(TlsEvent::type)
        .isIn(TlsEvent.Type.HANDSHAKE_FAILED, TlsEvent.Type.FAILED);
    TlsAlert alert = end.failure().alert();
    assertThat(alert).as(end.failure().detail()).isNotNull();
    assertThat(events.get(events.size() - 2).alert()).isEqualTo(alert);
    return 1;
  }

  /** Alters one octet of everything that passes. */
  private static final class Flip implements Pair.Alteration {
    private final int position;
    private final int mask;
    private int seen;

    Flip(int position, int mask) {
      this.position = position;
      this.mask = mask;
    }

    boolean done() {
      return seen > position;
    }

    @Override
    public void apply(byte[] octets) {
      int at = position - seen;
      if (at >= 0 && at < octets.length) {
        octets[at] ^= (byte) mask;
      }
      seen += octets.length;
    }
  }
}
