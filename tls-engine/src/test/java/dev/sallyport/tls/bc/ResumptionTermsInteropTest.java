package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What OpenSSL's client offers to resume is held to what it was agreed on with, and for how long.
 */
final class ResumptionTermsInteropTest extends ServerResumptionScene {
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
