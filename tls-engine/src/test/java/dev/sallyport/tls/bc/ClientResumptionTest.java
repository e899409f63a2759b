package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKeys;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.ExtensionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client resumes sessions of our server. */
final class ClientResumptionTest extends ClientResumptionScene {
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void whatIsResumed(TlsVersion version) {
    assertThat(resumption(meet(version))).isNull();
    for (int i = 0; i < 5; i++) {
      Pair again = meet(version);
      assertThat(resumption(again)).isEqualTo(how(version));
      assertThat(again.client().facts().peerCertificate()).isNull();
      assertThat(again.client().facts().certificateVerified()).isNull();
      again.client().send("hello");
      again.server().send("world");
      again.exchange();
      assertThat(again.server().text()).isEqualTo("hello");
      assertThat(again.client().text()).isEqualTo("world");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void octetByOctet(TlsVersion version) {
    meet(version);
    Pair again = new Pair(client(profile(version), SERVER), Pair.server(server));
    again.over(Pair.Wire.ONE_BY_ONE).handshake();
    assertThat(again.client().engine().established()).isTrue();
    assertThat(resumption(again)).isEqualTo(how(version));
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aServerThatHasForgottenIsAFullHandshake(TlsVersion version) {
    meet(version);
    server = server(sessions());
    Pair refused = meet(version);
    assertThat(resumption(refused)).isNull();
    assertThat(refused.client().facts().peerCertificate()).isNotNull();
    assertThat(resumption(meet(version))).isEqualTo(how(version));
    server = server(null);
    assertThat(resumption(meet(version))).isNull();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void anotherProfileOrServerIsAnotherSession(TlsVersion version) {
    meet(version);
    SocketAddress other = new InetSocketAddress("192.0.2.2", 443);
    assertThat(resumption(meet(profile(version), other))).isNull();
    PeerVerifier reloaded = new PeerVerifier(Identities.CA.anchors(), () -> now);
    ClientProfile otherTrust =
        new ClientProfile(
            "example.com", reloaded, List.of(version), List.of(), TlsLimits.defaults());
    assertThat(resumption(meet(otherTrust, SERVER))).isNull();
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  @Test
  void bothVersionsAreOffered() {
    ClientProfile both = ClientProfile.of("example.com", verifier);
    meet(both, SERVER);
    assertThat(resumption(meet(both, SERVER))).isEqualTo(Resumption.PSK);
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aSessionEndsADayAfterTheFullHandshake(TlsVersion version) {
    Instant begun = now;
    meet(version);
    now = begun.plus(Duration.ofHours(23));
    assertThat(resumption(meet(version))).isEqualTo(how(version));
    now = begun.plus(ClientSession.MAX_AGE);
    assertThat(resumption(meet(version))).isNull();
    now = now.minusSeconds(1); // set back: no age is known
    assertThat(resumption(meet(version))).isNull();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aTicketEndsWhenTheServerSays(TlsVersion version) {
    TicketKeys keys = TicketKeys.rotating(() -> now, Duration.ofMinutes(1));
    server =
        server(new ServerSessions(keys, new SessionCache(1), Duration.ofMinutes(1), () -> now));
    meet(version);
    now = now.plusSeconds(59);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
    now = now.plusSeconds(60);
    assertThat(resumption(meet(version))).isNull();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aSessionEndsWithTheServersCertificate(TlsVersion version) {
    Instant end = now.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    Identity dying =
        Identities.CA.leaf("example.com").validity(now.minusSeconds(60), end).identity();
    ServerSessions sessions = sessions();
    server = ServerProfile.of(Pair.identities(dying)).withSessions(sessions);
    meet(version);
    now = end.minusSeconds(1);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
    now = end.plusSeconds(1);
    Pair expired = new Pair(client(profile(version), SERVER), Pair.server(server)).handshake();
    assertThat(expired.client().facts().resumption()).isNull();
    assertThat(expired.client().failure().type()).isEqualTo(FailureType.CERTIFICATE_EXPIRED);
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void connectionsThatBeginAtOnceAllResume(TlsVersion version) {
    meet(version);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pairs.add(new Pair(client(profile(version), SERVER), Pair.server(server)));
    }
    pairs.forEach(pair -> pair.client().engine().begin());
    pairs.forEach(pair -> pair.server().engine().begin());
    pairs.forEach(Pair::exchange);
    assertThat(pairs).allMatch(pair -> resumption(pair) == how(version));
  }

  @Test
  void aProtocolThatWasNotOfferedIsRefusedAlsoThen() {
    server = server(sessions(), "h2");
    ClientProfile http2 = profile(TlsVersion.TLS_1_2, "h2");
    assertThat(meet(http2, SERVER).client().facts().alpn()).isEqualTo("h2");
    Pair again = new Pair(client(http2, SERVER), Pair.server(server));
    String chosen = "\0\5\0\3\2h"; // RFC 7301: the extension's length, the list's, the name's
    again.altering(Pair.NONE, octets -> replace(octets, chosen + "2", chosen + "3")).handshake();
    assertThat(again.client().facts().resumption()).isEqualTo(Resumption.TICKET);
    assertThat(again.client().failure().detail())
        .isEqualTo("the server chose a protocol that was not offered");
  }

  private static void replace(byte[] octets, String from, String to) {
    byte[] altered =
        new String(octets, StandardCharsets.ISO_8859_1)
            .replace(from, to)
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(altered, 0, octets, 0, octets.length);
  }

  @Test
  void aKeyShareThatHasToBeAskedForDoesNotHinder() {
    server = asksForShare(sessions());
    meet(TlsVersion.TLS_1_3);
    Pair again = meet(TlsVersion.TLS_1_3);
    assertThat(resumption(again)).isEqualTo(Resumption.PSK);
    assertThat(again.client().handshake().history()).startsWith("Cj");
  }

  /** Nor does a suite that the ticket cannot be used with: then it is not offered again. */
  @Test
  void aHashThatIsAnotherInTheRetryIsAFullHandshake() {
    ServerSessions sessions = sessions();
    server = asksForShare(sessions, "TLS_AES_256_GCM_SHA384");
    meet(TlsVersion.TLS_1_3);
    server = asksForShare(sessions, "TLS_AES_128_GCM_SHA256");
    Pair again = meet(TlsVersion.TLS_1_3);
    assertThat(resumption(again)).isNull();
    assertThat(again.client().handshake().history()).startsWith("Cj");
    assertThat(resumption(meet(TlsVersion.TLS_1_3))).isEqualTo(Resumption.PSK);
  }

  /** A client may offer less the second time (RFC 8446 section 4.1.2): then nothing is resumed. */
  @Test
  void aKeyThatIsDroppedInTheRetryIsNotResumed() {
    server = asksForShare(sessions());
    meet(TlsVersion.TLS_1_3);
    AtomicInteger hellos = new AtomicInteger();
    Pair again = new Pair(client(profile(TlsVersion.TLS_1_3), SERVER), Pair.server(server));
    again.altering(octets -> hidePreSharedKey(octets, hellos), Pair.NONE).handshake();
    assertThat(hellos).hasValue(2);
    assertThat(again.server().handshake().history()).startsWith("CjiICsoxy");
    assertThat(again.server().facts().resumption()).isNull();
    assertThat(again.server().facts().keyExchange()).isEqualTo(KeyExchange.ECDHE);
  }

  /** Gives the extension of the second ClientHello a type that nobody knows. */
  private static void hidePreSharedKey(byte[] octets, AtomicInteger hellos) {
    ByteBuffer in = ByteBuffer.wrap(octets);
    while (in.hasRemaining()) {
      int type = in.get();
      int end = in.position(in.position() + 2).getShort() + in.position();
      if (type == 22 && hellos.incrementAndGet() == 2) {
        in.position(in.position() + 4 + 2 + 32);
        in.position((in.get() & 0xFF) + in.position());
        in.position(in.getShort() + in.position());
        in.position(in.get() + in.position());
        in.getShort();
        while (in.position() < end) {
          if (in.getShort(in.position()) == ExtensionType.pre_shared_key) {
            in.putShort(in.position(), (short) 0xFE29);
          }
          in.position(in.position() + 2);
          in.position(in.getShort() + in.position());
        }
      }
      in.position(end);
    }
  }

  private static ServerProfile asksForShare(ServerSessions sessions, String... suites) {
    Policy policy =
        Policy.server(
            List.of(TlsVersion.TLS_1_3),
            EnumSet.of(KeyExchange.ECDHE),
            List.of(suites),
            List.of("secp384r1"));
    return ServerProfile.of(Pair.identities(Identities.of(KeyKind.EC)), policy)
        .withSessions(sessions);
  }

  @Test
  void withoutAnAddressNothingIsAskedForOrKept() {
    Endpoint client =
        new Endpoint(sink -> tls.client(profile(TlsVersion.TLS_1_3), sink, Pair.clock()));
    Pair pair = new Pair(client, Pair.server(server)).handshake();
    assertThat(pair.client().story()).doesNotContain("< new_session_ticket");
    assertThat(resumption(meet(TlsVersion.TLS_1_3))).isNull();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aResumedConnectionClosesInOrder(TlsVersion version) {
    meet(version);
    Pair again = meet(version);
    again.client().engine().closeOutput();
    again.exchange().server().engine().closeOutput();
    again.exchange();
    assertThat(again.client().engine().inputEnded()).isTrue();
    assertThat(again.server().engine().inputEnded()).isTrue();
    assertThat(again.client().facts().truncated()).isFalse();
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }
}
