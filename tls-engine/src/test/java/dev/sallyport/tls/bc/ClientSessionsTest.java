package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is kept of sessions, how long, and what is left of those that are not. */
final class ClientSessionsTest {
  private static final ClientProfile PROFILE = ClientProfile.of("example.com", null);

  private Instant now = Instant.EPOCH;
  private final ClientSessions sessions = new ClientSessions(() -> now);

  private static ClientSessions.Server server(int port) {
    return new ClientSessions.Server(new InetSocketAddress("192.0.2.1", port), PROFILE);
  }

  private ClientSession session(TlsVersion version) {
    return session(version, 1);
  }

  private ClientSession session(TlsVersion version, int ticket) {
    return new ClientSession(
        version,
        0x1301,
        new byte[0],
        new byte[ticket],
        new byte[] {7, 7, 7},
        0,
        new ClientSession.Validity(
            now, now.plus(Duration.ofMinutes(1)), now.plus(Duration.ofHours(1))));
  }

  private ClientSession kept(int port, TlsVersion version) {
    ClientSession session = session(version);
    sessions.keep(server(port), session);
    return session;
  }

  private static void assertDestroyed(ClientSession session) {
    assertThat(session.secret()).containsOnly(0);
  }

  @Test
  void theServerUnusedLongestGoesFirst() {
    ClientSession first = kept(1, TlsVersion.TLS_1_2);
    ClientSession second = kept(2, TlsVersion.TLS_1_2);
    for (int port = 3; port <= ClientSessions.MAX_SERVERS; port++) {
      kept(port, TlsVersion.TLS_1_2);
    }
    assertThat(sessions.find(server(1))).isSameAs(first);
    kept(ClientSessions.MAX_SERVERS + 1, TlsVersion.TLS_1_2);
    assertThat(sessions.size()).isEqualTo(ClientSessions.MAX_SERVERS);
    assertThat(sessions.find(server(1))).isSameAs(first);
    assertThat(sessions.find(server(2))).isNull();
    assertDestroyed(second);
  }

  @Test
  void aTicketOfTls13IsUsedOnceButTheLast() {
    ClientSession older = kept(1, TlsVersion.TLS_1_3);
    ClientSession newer = kept(1, TlsVersion.TLS_1_3);
    assertThat(sessions.find(server(1))).isSameAs(newer);
    sessions.used(server(1), newer);
    assertDestroyed(newer);
    assertThat(sessions.find(server(1))).isSameAs(older);
    sessions.used(server(1), older);
    assertThat(sessions.find(server(1))).isSameAs(older);
    assertThat(older.secret()).containsOnly(7);
  }

  @Test
  void theOldestTicketMakesRoom() {
    ClientSession oldest = kept(1, TlsVersion.TLS_1_3);
    for (int i = 0; i < ClientSessions.MAX_TICKETS; i++) {
      kept(1, TlsVersion.TLS_1_3);
    }
    assertDestroyed(oldest);
    for (int i = 1; i < ClientSessions.MAX_TICKETS; i++) {
      ClientSession next = sessions.find(server(1));
      assertThat(next).isNotNull();
      sessions.used(server(1), next);
      assertDestroyed(next);
    }
  }

  @Test
  void aSessionReplacesThoseOfTheOtherVersion() {
    ClientSession ticket = kept(1, TlsVersion.TLS_1_3);
    ClientSession session = kept(1, TlsVersion.TLS_1_2);
    assertDestroyed(ticket);
    ClientSession later = kept(1, TlsVersion.TLS_1_2);
    assertDestroyed(session);
    ClientSession again = kept(1, TlsVersion.TLS_1_3);
    assertDestroyed(later);
    assertThat(sessions.find(server(1))).isSameAs(again);
  }

  @Test
  void whatHasExpiredIsDropped() {
    ClientSession session = kept(1, TlsVersion.TLS_1_3);
    now = now.plusSeconds(60);
    assertThat(sessions.find(server(1))).isNull();
    assertThat(sessions.size()).isZero();
    assertDestroyed(session);
  }

  @Test
  void whatIsForgottenIsDropped() {
    ClientSession one = kept(1, TlsVersion.TLS_1_3);
    ClientSession other = kept(1, TlsVersion.TLS_1_3);
    sessions.remove(server(1), one);
    assertDestroyed(one);
    assertThat(sessions.find(server(1))).isSameAs(other);
    sessions.remove(server(1), one);
    sessions.remove(server(2), other);
    assertThat(sessions.find(server(1))).isSameAs(other);
    sessions.remove(server(1), other);
    assertThat(sessions.size()).isZero();
  }

  @Test
  void aServerThatIsNotTrustedIsOfferedNothingForAWhile() {
    ClientSession one = kept(1, TlsVersion.TLS_1_3);
    ClientSession other = kept(1, TlsVersion.TLS_1_3);
    sessions.distrust(server(1));
    assertDestroyed(one);
    assertDestroyed(other);
    now = now.plus(ClientSessions.DISTRUST).minusSeconds(1);
    ClientSession later = kept(1, TlsVersion.TLS_1_3);
    assertThat(sessions.find(server(1))).isNull();
    now = now.plusSeconds(1);
    assertThat(sessions.find(server(1))).isSameAs(later);
    for (int port = 1; port <= ClientSessions.MAX_SERVERS + 1; port++) {
      sessions.distrust(server(port));
    }
    ClientSession first = kept(1, TlsVersion.TLS_1_3);
    kept(2, TlsVersion.TLS_1_3);
    assertThat(sessions.find(server(1))).isSameAs(first);
    assertThat(sessions.find(server(2))).isNull();
  }

  @Test
  void whatHasExpiredGoesWhenAServerComesThatIsNew() {
    ClientSession session = kept(1, TlsVersion.TLS_1_3);
    sessions.distrust(server(2));
    now = now.plusSeconds(60);
    ClientSession later = kept(3, TlsVersion.TLS_1_3);
    assertDestroyed(session);
    assertThat(sessions.size()).isEqualTo(1);
    assertThat(sessions.distrusted()).isEqualTo(1);
    now = now.plus(ClientSessions.DISTRUST);
    sessions.distrust(server(4));
    assertDestroyed(later);
    assertThat(sessions.size()).isZero();
    assertThat(sessions.distrusted()).isEqualTo(1);
    now = now.plus(ClientSessions.DISTRUST);
    kept(5, TlsVersion.TLS_1_3);
    assertThat(sessions.distrusted()).isZero();
  }

  @Test
  void itHoldsEightMebibytesAtMost() {
    int ticket = ClientSessions.MAX_OCTETS - session(TlsVersion.TLS_1_3).secret().length;
    for (int port = 1; port <= ClientSessions.MAX_SERVERS + 1; port++) {
      for (int i = 0; i <= ClientSessions.MAX_TICKETS; i++) {
        assertThat(sessions.keep(server(port), session(TlsVersion.TLS_1_3, ticket))).isTrue();
      }
      ClientSession tooLarge = session(TlsVersion.TLS_1_3, ticket + 1);
      assertThat(sessions.keep(server(port), tooLarge)).isFalse();
      assertDestroyed(tooLarge);
      sessions.distrust(server(-port & 0xFFFF));
    }
    assertThat(sessions.octets()).isEqualTo(8 << 20);
    assertThat(sessions.distrusted()).isEqualTo(ClientSessions.MAX_SERVERS);
  }

  @Test
  void whatHasExpiredAlreadyIsNotKept() {
    ClientSession session = session(TlsVersion.TLS_1_3);
    now = now.plusSeconds(60);
    assertThat(sessions.keep(server(1), session)).isFalse();
    assertDestroyed(session);
    assertThat(sessions.size()).isZero();
  }

  @Test
  void aServerIsItsAddressAndTheProfile() {
    ClientProfile other = ClientProfile.of("example.net", null);
    ClientProfile equal = ClientProfile.of("example.com", null);
    SocketAddress address = new InetSocketAddress("192.0.2.1", 1);
    assertThat(new ClientSessions.Server(address, equal)).isEqualTo(server(1));
    assertThat(new ClientSessions.Server(address, equal)).hasSameHashCodeAs(server(1));
    assertThat(new ClientSessions.Server(address, other)).isNotEqualTo(server(1));
    assertThat(server(2)).isNotEqualTo(server(1));
  }

  /** RFC 8446 section 4.2.11.1: modulo 2^32. */
  @Test
  void theAgeIsHidden() {
    ClientSession session =
        new ClientSession(
            TlsVersion.TLS_1_3,
            0x1301,
            new byte[0],
            new byte[] {1},
            new byte[] {7},
            -1000,
            new ClientSession.Validity(now, now.plusSeconds(60), now.plusSeconds(60)));
    assertThat(session.obfuscatedAge(now)).isEqualTo((1L << 32) - 1000);
    assertThat(session.obfuscatedAge(now.plusMillis(1500))).isEqualTo(500);
    assertThat(session.toString()).doesNotContain("secret");
  }
}
