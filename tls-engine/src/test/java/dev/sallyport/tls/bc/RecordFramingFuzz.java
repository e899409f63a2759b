package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumSet;

/** Any stream of octets given to an engine, whole and in pieces: it makes the same of both. */
final class RecordFramingFuzz {
  private static final BouncyCastleTls TLS = Tiers.engines();

  @FuzzTest
  void anyStream(byte[] stream) {
    if (stream.length == 0) {
      return;
    }
    Watched whole = engine(stream[0]);
    whole.give(stream, 1, stream.length - 1);
    Watched pieces = engine(stream[0]);
    int at = 1;
    while (at < stream.length) {
      int length = Math.min(1 + (stream[at] & 0x1F), stream.length - at);
      pieces.give(stream, at, length);
      at += length;
    }
    whole.engine().endInput();
    pieces.engine().endInput();
    whole.assertOrderly();
    pieces.assertOrderly();

    assertThat(pieces.story()).isEqualTo(whole.story());
    assertThat(reason(pieces)).isEqualTo(reason(whole));
    assertThat(pieces.take()).hasSameSizeAs(whole.take());
    assertThat(whole.received()).isEmpty();
  }

  /** A server for an even number, a client for an odd one, whose ClientHello has gone. */
  private static Watched engine(int choice) {
    return (choice & 1) == 0
        ? new Watched(
            it ->
                TLS.server(
                    Pair.serverProfile(
                        EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.ED25519)),
                    it,
                    Pair.clock()))
        : new Watched(it -> TLS.client(Pair.clientProfile(TlsVersion.values()), it, Pair.clock()));
  }

  /** But for the first octets, of which there may have been fewer or more when it was told. */
  private static String reason(Watched end) {
    return String.valueOf(end.engine().failure()).replaceFirst("begins with .+", "");
  }
}
