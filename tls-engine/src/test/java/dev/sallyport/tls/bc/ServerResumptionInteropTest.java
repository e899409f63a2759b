package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TlsVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenSSL's client resumes sessions of our server. Whether it asks before it has its tickets
 * depends on whether its Finished and its request come with one read.
 */
final class ServerResumptionInteropTest extends ServerResumptionScene {
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
    assertThat(first.history()).matches("CsioxyfIF(ttD|Dtt).*");
    Met second = meet(profile(sessions), saved.in() + saved.out() + options);
    assertResumed(second, Resumption.PSK);
    assertThat(second.facts().keyExchange()).isEqualTo(KeyExchange.PSK);
    assertThat(second.facts().group()).isEqualTo("x25519");
    assertThat(second.facts().preMaster()).isNotNull();
    assertThat(second.history()).matches("CsiofIF(tD|Dt).*");
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
    assertThat(second.history()).matches("CjiICsofF(tD|Dt).*");
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
}
