package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What protects the records, once the handshake is over. */
final class RecordCipherTest {
  private static final int RECORD = 1 << 14;

  private static final String TLS13 = "TLS_AES_128_GCM_SHA256";

  @ParameterizedTest
  @ValueSource(
      strings = {
        TLS13,
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
      })
  void dataOfEveryLengthArrives(String suite) {
    Pair pair = established(suite);
    byte[] data = new byte[3 * RECORD];
    new Random(1).nextBytes(data);
    int sent = 0;
    for (int length : new int[] {1, 2, 15, 16, 17, 4095, 4096, 4097, RECORD, RECORD + 1}) {
      pair.server().engine().send(data, sent, length);
      pair.client().engine().send(data, sent, length);
      sent += length;
      pair.exchange();
    }
    byte[] all = Arrays.copyOf(data, sent);
    assertThat(pair.client().received()).isEqualTo(all);
    assertThat(pair.server().received()).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TLS13,
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
      })
  void whatWasAlteredOrComesTwiceOrIsTooShortIsRefused(String suite) {
    Pair altered = established(suite);
    altered.client().send("hello");
    byte[] record = altered.client().take();
    record[record.length - 1] ^= 1;
    altered.server().give(record);
    assertThat(altered.server().failure().type()).isEqualTo(FailureType.BAD_RECORD);

    Pair repeated = established(suite);
    repeated.client().send("hello");
    byte[] good = repeated.client().take();
    repeated.server().give(good);
    assertThat(repeated.server().text()).isEqualTo("hello");
    repeated.server().give(good);
    assertThat(repeated.server().failure().type()).isEqualTo(FailureType.BAD_RECORD);

    Pair shortened = established(suite);
    shortened.server().give(new byte[] {23, 3, 3, 0, 1, 0});
    assertThat(shortened.server().failure().type()).isEqualTo(FailureType.BAD_RECORD);
  }

  /** Far below 2^24.5, where RFC 8446 section 5.5 wants new keys for AES-GCM. */
  @Test
  @Timeout(120)
  void keysAreNewAfterAMillionRecords() {
    Counting sink = new Counting();
    TlsEngine server = Tiers.engines().server(profile(TLS13), sink, Pair.clock());
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.values()));
    sink.to = client;
    server.begin();
    client.engine().begin();
    while (!server.established()) {
      byte[] flight = client.take();
      server.receive(flight, 0, flight.length);
    }
    sink.to = null;
    byte[] octet = {1};
    for (int i = 0; i < (1 << 20) - 1; i++) {
      server.send(octet, 0, 1);
    }
    assertThat(sink.keyUpdates).isZero();
    for (int i = 0; i < 4; i++) {
      server.send(octet, 0, 1);
    }
    assertThat(sink.keyUpdates).isEqualTo(1);
  }

  /** The JDK's own cipher takes memory as it likes: this is about the native ones and ours. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void aRecordTakesNoMemoryOfItsSize() throws Exception {
    BouncyCastleTls tls = new BouncyCastleTls(CryptoTier.select(CryptoProvider.AUTO));
    Counting sink = new Counting();
    TlsEngine server = tls.server(profile(TLS13), sink, Pair.clock());
    Endpoint client =
        new Endpoint(it -> tls.client(Pair.clientProfile(TlsVersion.values()), it, Pair.clock()));
    sink.to = client;
    server.begin();
    client.engine().begin();
    while (!server.established()) {
      byte[] flight = client.take();
      server.receive(flight, 0, flight.length);
    }
    sink.to = null;
    byte[] data = new byte[RECORD];
    server.send(data, 0, RECORD);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      server.send(data, 0, RECORD);
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
    assertThat(each).isLessThan(1024);
  }

  private static Pair established(String suite) {
    Pair pair = new Pair(Pair.clientProfile(TlsVersion.values()), profile(suite)).handshake();
    assertThat(pair.server().facts().cipherSuite()).isEqualTo(suite);
    return pair;
  }

  private static ServerProfile profile(String suite) {
    return ServerProfile.of(
        Pair.identities(Identities.of(KeyKind.EC)),
        Policy.server(
            List.of(TlsVersion.values()),
            EnumSet.of(KeyExchange.ECDHE),
            List.of(suite),
            List.of()));
  }

  /** Counts KeyUpdates, and gives what it gets to a client while there is one. */
  private static final class Counting implements TlsSink {
    private @Nullable Endpoint to;
    private int keyUpdates;

    @Override
    public void ciphertext(byte[] buffer, int offset, int length) {
      if (to != null) {
        to.give(Arrays.copyOfRange(buffer, offset, offset + length));
      }
    }

    @Override
    public void plaintext(byte[] buffer, int offset, int length) {}

    @Override
    public void event(TlsEvent event) {
      if (event.type() == TlsEvent.Type.KEY_UPDATE && event.direction() == Direction.OUT) {
        keyUpdates++;
      }
    }
  }
}
