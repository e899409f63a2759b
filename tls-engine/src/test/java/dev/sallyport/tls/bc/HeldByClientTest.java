package dev.sallyport.tls.bc;

import static dev.sallyport.tls.ClientHelloBytes.concat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's handshake that does not go on holds little, whatever the server has sent. */
@Tag("any-tier")
final class HeldByClientTest {
  private static final BouncyCastleTls TLS = Tiers.engines();
  private static final int RECORD = 1 << 14;
  private static final int HEADER = 5;
  private static final byte CERTIFICATE_REQUEST = 13;

  /** Whose certificate is almost as long as a message may be. */
  private static final Identity GIANT =
      Identities.CA
          .leaf("example.com")
          .extension("1.3.6.1.4.1.99999.1", false, new byte[30_000])
          .identity();

  private static ServerProfile server(Identity identity, String... groups) {
    return ServerProfile.of(
        Pair.identities(identity),
        Policy.server(
            List.of(TlsVersion.values()),
            EnumSet.of(KeyExchange.ECDHE),
            List.of(),
            List.of(groups)));
  }

  @Test
  void afterItsClientHello() {
    HeldMemory.assertBounded(() -> client(TlsVersion.values()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, RECORD / 2 + 7, RECORD + 4})
  void inAServerHello(int octets) {
    byte[] message = {22, 3, 3, 64, 0, 2, 0, 127, 0};
    byte[] part = Arrays.copyOf(Arrays.copyOf(message, HEADER + RECORD), octets);
    HeldMemory.assertBounded(() -> client(TlsVersion.values()).give(part));
  }

  @Test
  void afterAHelloRetryRequest() {
    HeldMemory.assertBounded(
        () -> {
          Stalled client = client(TlsVersion.TLS_1_3);
          return client.give(answer(server(GIANT, "secp384r1"), client));
        });
  }

  /** However many records of its flight the server sends. */
  @ParameterizedTest
  @EnumSource
  void inTheFlightOfAServerWithACertificateAsLongAsCanBe(TlsVersion version) {
    ServerProfile profile = server(GIANT).withClientAuthentication(asking(Identities.CA.anchors()));
    inFlight(profile, version);
  }

  /** Their names are short, so that a name is many objects for its octets. */
  @Test
  void inTheFlightOfAServerOfManyAuthorities() throws GeneralSecurityException {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    List<X509Certificate> authorities = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String name = Integer.toString(i, Character.MAX_RADIX);
      authorities.add(
          TestCertificates.selfSigned().commonName(name).keys(keys).ca().authority().certificate());
    }
    ServerProfile profile =
        server(Identities.of(KeyKind.EC))
            .withClientAuthentication(asking(TrustAnchors.of(authorities)));
    inFlight(profile, TlsVersion.TLS_1_3);
    inFlight(profile, TlsVersion.TLS_1_2);
  }

  private static ClientAuthentication asking(TrustAnchors anchors) {
    return new ClientAuthentication(false, new PeerVerifier(anchors, Clock.systemUTC()));
  }

  private static void inFlight(ServerProfile profile, TlsVersion version) {
    Stalled other = client(version);
    int records = Stalled.records(answer(profile, other)).size();
    assertThat(records).isGreaterThan(4);
    for (int sent = 1; sent < records; sent++) {
      int count = sent;
      HeldMemory.assertBounded(
          () -> {
            Stalled client = client(version);
            List<byte[]> flight = Stalled.records(answer(profile, client));
            flight.subList(0, count).forEach(client::give);
            byte[] last = flight.get(count);
            return client.give(Arrays.copyOf(last, last.length - 1));
          });
    }
  }

  /** In TLS 1.2, where nothing is encrypted yet, the server's flight with another request. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterARequestForACertificateAsLongAsCanBe(boolean ofAuthorities) {
    ServerProfile profile =
        server(Identities.of(KeyKind.EC)).withClientAuthentication(asking(Identities.CA.anchors()));
    byte[] schemes = vector16(repeated(ofAuthorities ? 4 : 32_000, (byte) 4, (byte) 3));
    byte[] authorities =
        vector16(repeated(ofAuthorities ? 32_000 : 0, (byte) 0, (byte) 2, (byte) 0x30, (byte) 0));
    byte[] body = concat(new byte[] {1, 64}, schemes, authorities);
    byte[] message = concat(new byte[] {CERTIFICATE_REQUEST, 0}, vector16(body));
    HeldMemory.assertBounded(
        () -> {
          Stalled client = client(TlsVersion.TLS_1_2);
          for (byte[] record : Stalled.records(answer(profile, client))) {
            if (record[HEADER] == CERTIFICATE_REQUEST) {
              inRecords(message).forEach(client::give);
              return client;
            }
            client.give(record);
          }
          throw new AssertionError("no certificate was asked for");
        });
  }

  private static Stream<byte[]> inRecords(byte[] message) {
    return Stream.of(
            Arrays.copyOf(message, RECORD), Arrays.copyOfRange(message, RECORD, message.length))
        .map(part -> concat(new byte[] {22, 3, 3}, vector16(part)));
  }

  private static byte[] repeated(int octets, byte... unit) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < octets; i += unit.length) {
      all.writeBytes(unit);
    }
    return all.toByteArray();
  }

  private static byte[] vector16(byte[] content) {
    return concat(new byte[] {(byte) (content.length >> 8), (byte) content.length}, content);
  }

  private static byte[] answer(ServerProfile profile, Stalled client) {
    return new Stalled(sink -> TLS.server(profile, sink, System::nanoTime))
        .give(client.take())
        .take();
  }

  private static Stalled client(TlsVersion... versions) {
    return new Stalled(sink -> TLS.client(Pair.clientProfile(versions), sink, System::nanoTime));
  }
}
