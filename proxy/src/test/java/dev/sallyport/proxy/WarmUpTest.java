package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.certs.ConfiguredIdentities;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TlsVersion;
import dev.sallyport.tls.bc.CryptoTier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final TestCertificates CA = TestCertificates.authority("Test CA");
  private static final Identity EC = CA.server("example.com");
  private static final Identity RSA = CA.leaf("other.example").kind(KeyKind.RSA).identity();

  private final WarmUpConnection.Kinds kinds = new WarmUpConnection.Kinds(InstantSource.system());

  /** Time passes at each look at it alone, so that the machine's speed is without effect. */
  private static Ticker stepping(Duration step) {
    long[] now = {0};
    return () -> now[0] += step.toNanos();
  }

  private static int established(List<WarmUpConnection> kinds) {
    return WarmUp.run(CryptoTier.jdk(), () -> kinds, stepping(Duration.ofMillis(1)));
  }

  private static ServerProfile profile(List<Identity> identities) {
    return ServerProfile.of(ConfiguredIdentities.of(identities));
  }

  @Test
  void everyKindOfKeyMeetsEveryVersionAlsoIfOnlyANameBringsIt() {
    kinds.addListener(profile(List.of(EC, RSA)), List.of(EC, RSA));
    assertThat(kinds.all())
        .extracting(
            kind -> kind.server().identities().fallback(),
            kind -> kind.client().policy().versions())
        .containsExactly(
            tuple(List.of(EC), List.of(TlsVersion.TLS_1_2)),
            tuple(List.of(EC), List.of(TlsVersion.TLS_1_3)),
            tuple(List.of(RSA), List.of(TlsVersion.TLS_1_2)),
            tuple(List.of(RSA), List.of(TlsVersion.TLS_1_3)));
    eachIsEstablished();
  }

  /** By itself, so that none can hide behind another. */
  private void eachIsEstablished() {
    for (WarmUpConnection kind : kinds.all()) {
      assertThat(established(List.of(kind))).as("%s", kind).isPositive();
    }
  }

  @Test
  void listenersAlikeAreRehearsedOnce() {
    kinds.addListener(profile(List.of(EC)), List.of(EC));
    kinds.addListener(profile(List.of(CA.server("third.example"))), List.of());
    assertThat(kinds.all()).hasSize(2);
  }

  @Test
  void aClientThatIsAskedForACertificateHasOneThatIsTrusted() {
    PeerVerifier verifier = new PeerVerifier(CA.anchors(), InstantSource.system());
    kinds.addListener(
        profile(List.of(EC)).withClientAuthentication(new ClientAuthentication(true, verifier)),
        List.of(EC));
    eachIsEstablished();
  }

  @Test
  void theSessionsOfAListenerAreLeftAlone() {
    SessionCache cache = new SessionCache(10);
    ServerSessions sessions = ServerSessions.of(cache);
    kinds.addListener(profile(List.of(EC)).withSessions(sessions), List.of(EC));
    assertThat(kinds.all())
        .allSatisfy(
            kind -> assertThat(kind.server().sessions()).isNotNull().isNotEqualTo(sessions));
    eachIsEstablished();
  }

  @Test
  void theServersOfABackendAreVerified() {
    kinds.addBackend(List.of(TlsVersion.values()));
    assertThat(kinds.all()).hasSize(2).allMatch(kind -> kind.client().verifier() != null);
    eachIsEstablished();
  }

  /** An EC key cannot decrypt a pre-master secret: every handshake fails. */
  @Test
  void whatCannotBeNegotiatedDoesNotStopTheStart() {
    ServerProfile rsaOnly =
        ServerProfile.of(
            ConfiguredIdentities.of(List.of(EC)),
            Policy.server(
                List.of(TlsVersion.TLS_1_2), Set.of(KeyExchange.RSA), List.of(), List.of()));
    kinds.addListener(rsaOnly, List.of(EC));
    assertThat(kinds.all()).hasSize(1);
    assertThat(established(kinds.all())).isZero();
  }

  @Test
  void aFaultDoesNotStopTheStart() {
    int established =
        WarmUp.run(
            CryptoTier.jdk(),
            () -> {
              throw new IllegalStateException("for a test");
            },
            stepping(Duration.ofMillis(1)));
    assertThat(established).isZero();
  }

  @Test
  void noConnectionIsBegunAfterTwoSeconds() {
    kinds.addListener(profile(List.of(EC)), List.of(EC));
    assertThat(WarmUp.run(CryptoTier.jdk(), kinds::all, stepping(Duration.ofSeconds(2)))).isZero();
    assertThat(WarmUp.run(CryptoTier.jdk(), kinds::all, stepping(Duration.ofMillis(1500))))
        .isEqualTo(1);
  }

  @Test
  void noConnectionIsBegunByAThreadThatIsInterrupted() {
    kinds.addListener(profile(List.of(EC)), List.of(EC));
    Thread.currentThread().interrupt();
    assertThat(established(kinds.all())).isZero();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void roundsGoOnWhileTheyGetFaster() {
    WarmUp.Progress progress = new WarmUp.Progress();
    for (int nanos : new int[] {1000, 500, 400}) {
      add(progress, nanos);
      assertThat(progress.worthwhile()).as("%d ns a round", nanos).isTrue();
    }
    add(progress, 390);
    assertThat(progress.worthwhile()).isFalse();
  }

  /** A stretch of rounds, one of which is not disturbed. */
  private static void add(WarmUp.Progress progress, int nanos) {
    IntStream.range(0, 15).forEach(i -> progress.add(5000));
    progress.add(nanos);
  }
}
