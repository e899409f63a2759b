package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's client resumes sessions of our server. */
@Timeout(120)
final class ServerResumptionInteropTest {
  @TempDir private static Path directory = Path.of("set by JUnit");

  private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final ServerSessions sessions = sessions();
  private SavedSession saved = new SavedSession(directory);

  /** What one connection came to, at both ends. */
  private record Met(TlsFacts facts, @Nullable TlsFailure failure, OpenSsl.Result client) {
    String history() {
      return Objects.requireNonNull(facts.handshake()).history();
    }
  }

  @BeforeAll
  static void opensslIsThere() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
  }

  @BeforeEach
  void anotherFile() throws IOException {
    saved = new SavedSession(Files.createTempFile(directory, "session", ".pem"));
  }

  private ServerSessions sessions() {
    return new ServerSessions(
        TicketKeys.rotating(() -> now, ServerSessions.DEFAULT_LIFETIME),
        new SessionCache(10),
        ServerSessions.DEFAULT_LIFETIME,
        () -> now);
  }

  private static ServerProfile profile(@Nullable ServerSessions resumable, String... alpn) {
    return ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(
                    List.of(TlsVersion.values()),
                    EnumSet.of(KeyExchange.ECDHE),
                    List.of(),
                    List.of())
                .withAlpn(List.of(alpn)))
        .withSessions(resumable);
  }

  private static Met meet(ServerProfile profile, String options) throws Exception {
    try (SocketServer server = new SocketServer(profile)) {
      OpenSsl.Result client =
          OpenSsl.run(
              "hello\n",
              "s_client -connect 127.0.0.1:" + server.port() + " -quiet -ign_eof" + options);
      return new Met(server.facts(), server.failure(), client);
    }
  }

  private Met first(String options) throws Exception {
    Met first = meet(profile(sessions), saved.out() + options);
    assertThat(first.failure()).isNull();
    assertThat(first.facts().resumed()).isFalse();
    assertThat(first.facts().certificate()).isNotNull();
    return first;
  }

  private Met again(String options) throws Exception {
    return meet(profile(sessions), saved.in() + options);
  }

  private static void assertResumed(Met met, Resumption how) {
    assertThat(met.failure()).isNull();
    assertThat(met.client().output()).contains("echo: hello");
    assertThat(met.facts().resumption()).isEqualTo(how);
    assertThat(met.facts().certificate()).isNull();
    assertThat(met.facts().signature()).isNull();
  }

  private static void assertFull(Met met) {
    assertThat(met.failure()).isNull();
    assertThat(met.client().output()).contains("echo: hello");
    assertThat(met.facts().resumed()).isFalse();
    assertThat(met.facts().certificate()).isNotNull();
  }

  // ---- TLS 1.3

  @ParameterizedTest
  @ValueSource(
      strings = {
        " -tls1_3",
        " -tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384",
        " -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256"
      })
  void aTicketOfTls13IsAPreSharedKey(String options) throws Exception {
    Met first = first(options);
    assertThat(first.history()).startsWith("CsioxyfIFttD");
    Met second = meet(profile(sessions), saved.in() + saved.out() + options);
    assertResumed(second, Resumption.PSK);
    assertThat(second.facts().keyExchange()).isEqualTo(KeyExchange.PSK);
    assertThat(second.facts().group()).isEqualTo("x25519");
    assertThat(second.facts().preMaster()).isNotNull();
    assertThat(second.history()).startsWith("CsiofIFtD");
    assertResumed(again(options), Resumption.PSK);
  }

  @Test
  void aSuiteWithAnotherHashNeedsAFullHandshake() throws Exception {
    first(" -tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384");
    assertResumed(
        again(" -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"),
        Resumption.PSK);
    assertFull(again(" -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256"));
  }

  @Test
  void aKeyShareThatHasToBeAskedForDoesNotHinder() throws Exception {
    first(" -tls1_3");
    Met second = again(" -tls1_3 -groups P-521:P-256");
    assertResumed(second, Resumption.PSK);
    assertThat(second.history()).startsWith("CjiICsofFtD");
  }

  @Test
  void anotherSecretIsAnAlert() throws Exception {
    first(" -tls1_3");
    saved.withAnotherSecret();
    Met second = again(" -tls1_3");
    assertThat(Objects.requireNonNull(second.failure()).type())
        .isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(second.client().output()).contains("decrypt error");
    assertThat(second.facts().resumed()).isFalse();
  }

  /** RFC 8446 section 4.2.10: a server that does not take it passes over it. */
  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_3 -groups P-521:P-256"})
  void earlyDataIsPassedOver(String options) throws Exception {
    Path early = Files.writeString(directory.resolve("early"), "a".repeat(5000));
    first(" -tls1_3");
    saved.withEarlyData();
    for (ServerSessions resumable : Arrays.asList(sessions, sessions(), null)) {
      Met met = meet(profile(resumable), saved.in() + " -early_data " + early + options);
      assertThat(met.failure()).isNull();
      assertThat(met.facts().resumed()).isEqualTo(sessions.equals(resumable));
      assertThat(Objects.requireNonNull(met.facts().handshake()).bytesIn()).isGreaterThan(5000);
      assertThat(met.client().output()).contains("echo: hello\n");
    }
  }

  @Test
  void withoutSessionsThereAreNoTickets() throws Exception {
    Met met = meet(profile(null), " -tls1_3");
    assertThat(met.history()).startsWith("CsioxyfIFD");
  }

  // ---- TLS 1.2

  @ParameterizedTest
  @ValueSource(
      strings = {
        " -tls1_2",
        " -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
        " -tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305"
      })
  void aTicketOfTls12HoldsTheMasterSecret(String options) throws Exception {
    Met first = first(options);
    assertThat(first.history()).startsWith("CsxknGIFtifD");
    Met second = again(options);
    assertResumed(second, Resumption.TICKET);
    assertAbbreviated(second);
    assertThat(second.facts().cipherSuite()).isEqualTo(first.facts().cipherSuite());
  }

  @Test
  void aClientWithoutTicketsHasASessionId() throws Exception {
    Met first = first(" -tls1_2 -no_ticket");
    assertThat(first.history()).startsWith("CsxknGIFifD");
    Met second = again(" -tls1_2 -no_ticket");
    assertResumed(second, Resumption.SESSION_ID);
    assertAbbreviated(second);
  }

  @Test
  void theCacheOfSessionIdsIsBounded() throws Exception {
    first(" -tls1_2 -no_ticket");
    for (int i = 0; i < 10; i++) {
      sessions.keep(new byte[] {(byte) i}, new byte[1], new SecureRandom());
    }
    assertFull(again(" -tls1_2 -no_ticket"));
  }

  /** RFC 5246 section 7.3: keys come from the old secret and the new randoms. */
  private static void assertAbbreviated(Met met) {
    assertThat(met.history()).startsWith("CsifIFD");
    assertThat(met.facts().keysDerivedAt()).isNotNull();
    assertThat(met.facts().preMaster()).isNull();
    assertThat(met.facts().keyExchange()).isNull();
    assertThat(met.facts().group()).isNull();
  }

  @Test
  void anotherMasterSecretIsAnAlert() throws Exception {
    first(" -tls1_2");
    saved.withAnotherSecret();
    assertThat(again(" -tls1_2").failure()).isNotNull();
  }

  /** RFC 5246 section 7.2.2. */
  @Test
  void aSessionWhoseConnectionFailedIsForgotten() throws Exception {
    String options = " -tls1_2 -no_ticket";
    first(options);
    SavedSession right = saved.copy();
    saved.withAnotherSecret();
    assertThat(again(options).failure()).isNotNull();
    saved = right;
    assertFull(again(options));
  }

  @Test
  void aSuiteThatIsNotOfferedNeedsAFullHandshake() throws Exception {
    first(" -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384");
    ServerProfile other =
        ServerProfile.of(
                Pair.identities(Identities.of(KeyKind.EC)),
                Policy.server(
                    List.of(TlsVersion.TLS_1_2),
                    EnumSet.of(KeyExchange.ECDHE),
                    List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
                    List.of()))
            .withSessions(sessions);
    assertFull(meet(other, saved.in() + " -tls1_2"));
  }

  @Test
  void aTicketOfOneVersionIsNoneOfTheOther() throws Exception {
    first(" -tls1_2");
    assertFull(again(""));
  }

  // ---- what does not fit

  /** RFC 7627 section 5.3: a session without it is not to be resumed. */
  @ParameterizedTest
  @ValueSource(strings = {"", " -no_ticket"})
  void withoutTheExtendedMasterSecretAClientIsServedAndNotResumed(String options) throws Exception {
    for (int i = 0; i < 2; i++) {
      String again = i > 0 && saved.exists() ? saved.in() : "";
      Met met = meetWithoutExtendedMasterSecret(saved.out() + again + options);
      assertFull(met);
      assertThat(met.history()).startsWith("CsxknGIFifD");
    }
  }

  /** RFC 7627 section 5.3: who had it and comes back without it is refused. */
  @ParameterizedTest
  @ValueSource(strings = {"", " -no_ticket"})
  void whoComesBackWithoutTheExtendedMasterSecretDoesNotResume(String options) throws Exception {
    first(" -tls1_2" + options);
    Met met = meetWithoutExtendedMasterSecret(saved.in() + options);
    assertThat(Objects.requireNonNull(met.failure()).type())
        .isEqualTo(FailureType.NO_COMMON_PARAMETERS);
    assertThat(met.client().output()).contains("alert handshake failure");
  }

  private Met meetWithoutExtendedMasterSecret(String options) throws Exception {
    Path configuration =
        Files.writeString(
            directory.resolve("openssl.cnf"),
            """
            openssl_conf = all
            [all]
            ssl_conf = tls
            [tls]
            system_default = defaults
            [defaults]
            Options = -ExtendedMasterSecret
            """);
    try (SocketServer server = new SocketServer(profile(sessions))) {
      OpenSsl.Result client =
          OpenSsl.run(
              "hello\n",
              Map.of("OPENSSL_CONF", configuration.toString()),
              "s_client -connect 127.0.0.1:"
                  + server.port()
                  + " -quiet -ign_eof -tls1_2"
                  + options);
      return new Met(server.facts(), server.failure(), client);
    }
  }

  /**
   * RFC 6066 section 4: the length lasts for the whole session, in TLS 1.2 its resumptions too. Who
   * asks for one has no session there.
   */
  @ParameterizedTest
  @ValueSource(strings = {" -tls1_2", " -tls1_2 -no_ticket"})
  void shortRecordsAreNotResumedInTls12(String options) throws Exception {
    first(options);
    assertFull(again(options + " -maxfraglen 512"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_2", " -tls1_2 -no_ticket"})
  void shortRecordsLeaveNoSessionInTls12(String options) throws Exception {
    first(options + " -maxfraglen 512");
    assertFull(meet(profile(sessions), (saved.exists() ? saved.in() : "") + options));
  }

  @Test
  void shortRecordsAreResumedInTls13() throws Exception {
    first(" -tls1_3 -maxfraglen 512");
    assertResumed(again(" -tls1_3 -maxfraglen 512"), Resumption.PSK);
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void anAlteredTicketIsNone(String options) throws Exception {
    first(options);
    saved.withAnAlteredTicket();
    assertFull(again(options));
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void aTicketOfAnotherServerIsNone(String options) throws Exception {
    first(options);
    assertFull(meet(profile(sessions()), saved.in() + options));
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void aTicketIsValidUntilItsLifetimeEnds(String options) throws Exception {
    first(options);
    Instant begun = now;
    now = begun.plus(ServerSessions.DEFAULT_LIFETIME);
    assertResumed(again(options), Resumption.valueOf(options.contains("3") ? "PSK" : "TICKET"));
    now = begun.plus(ServerSessions.DEFAULT_LIFETIME).plus(Duration.ofSeconds(1));
    assertFull(again(options));
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void anotherNameIsAnotherSession(String options) throws Exception {
    first(" -servername example.com" + options);
    assertFull(again(" -servername localhost" + options));
    assertFull(again(" -noservername" + options));
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void anotherProtocolIsAnotherSession(String options) throws Exception {
    ServerProfile http = profile(sessions, "h2", "http/1.1");
    meet(http, saved.out() + " -alpn h2" + options);
    assertThat(meet(http, saved.in() + " -alpn http/1.1" + options).facts().resumed()).isFalse();
    Met same = meet(http, saved.in() + " -alpn http/1.1,h2" + options);
    assertThat(same.facts().resumed()).isTrue();
    assertThat(same.facts().alpn()).isEqualTo("h2");
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void proxiesWithTheSameKeysResumeEachOthersSessions(String options) throws Exception {
    TicketKey key = TicketKey.generate(new SecureRandom());
    ServerSessions one = ServerSessions.of(new SessionCache(1), TicketKeys.shared(List.of(key)));
    ServerSessions other =
        ServerSessions.of(
            new SessionCache(1),
            TicketKeys.shared(List.of(TicketKey.generate(new SecureRandom()), key)));
    meet(profile(one), saved.out() + options);
    Met second = meet(profile(other), saved.in() + options);
    assertThat(second.facts().resumed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {" -tls1_3", " -tls1_2"})
  void aCertificateThatServesNoMoreNeedsAFullHandshake(String options) throws Exception {
    first(options);
    ServerProfile renewed =
        ServerProfile.of(
                Pair.identities(
                    Identities.CA.leaf("example.com", "localhost").kind(KeyKind.EC).identity()))
            .withSessions(sessions);
    assertFull(meet(renewed, saved.in() + options));
  }
}
