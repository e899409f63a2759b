package dev.sallyport.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateTextTest {
  private static final Instant FROM = Instant.parse("2026-11-28T17:31:00Z");
  private static final Instant TO = Instant.parse("2026-12-28T17:31:00.5Z");

  @Test
  void timesAreToldToTheSecondAlsoAtAFullMinute() {
    assertThat(new CertificateText(FROM).validity(FROM, TO))
        .isEqualTo("2026-11-28 17:31:00Z to 2026-12-28 17:31:00Z, 30 days left");
  }

  @Test
  void whatHasEndedOrNotBegunIsSaidSo() {
    assertThat(new CertificateText(FROM.minusSeconds(3600)).validity(FROM, TO))
        .endsWith(", begins in 1 h");
    assertThat(new CertificateText(TO.plusSeconds(7200)).validity(FROM, TO))
        .endsWith(", expired 2 h ago");
  }
}
