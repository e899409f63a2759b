package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  private final Rehearsal rehearsal = Rehearsal.at(NOW);
  private final PeerVerifier verifier = at(NOW);

  private PeerVerifier at(Instant moment) {
    return new PeerVerifier(rehearsal.anchors(), InstantSource.fixed(moment));
  }

  @Test
  void eachIsTrustedInItsRole() {
    assertThat(verifier.verifyServer(rehearsal.server().chain(), Rehearsal.NAME).trusted())
        .isTrue();
    assertThat(verifier.verifyClient(rehearsal.client().chain()).trusted()).isTrue();
  }

  @Test
  void neitherIsTrustedInTheOthersRole() {
    assertThat(verifier.verifyServer(rehearsal.client().chain(), Rehearsal.NAME).reason())
        .isEqualTo(Verdict.Reason.WRONG_USAGE);
    assertThat(verifier.verifyClient(rehearsal.server().chain()).reason())
        .isEqualTo(Verdict.Reason.WRONG_USAGE);
  }

  @Test
  void theyLastAnHour() {
    PeerVerifier later = at(NOW.plus(Duration.ofMinutes(61)));
    assertThat(later.verifyClient(rehearsal.client().chain()).reason())
        .isEqualTo(Verdict.Reason.EXPIRED);
    assertThat(at(NOW.plus(Duration.ofMinutes(59))).verifyClient(rehearsal.client().chain()))
        .isEqualTo(new Verdict(Verdict.Reason.TRUSTED, ""));
  }
}
