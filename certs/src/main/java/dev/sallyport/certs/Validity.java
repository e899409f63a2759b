package dev.sallyport.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** When a certificate is valid, both ends included (RFC 5280 §4.1.2.5). */
record Validity(Instant notBefore, Instant notAfter) {
  /** How far our clock may be behind that of whoever made what is ours. */
  static final Duration SKEW = Duration.ofMinutes(5);

  static Validity of(X509Certificate certificate) {
    return new Validity(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  boolean beginsAfter(Instant moment) {
    return notBefore.isAfter(moment);
  }

  boolean endsBefore(Instant moment) {
    return notAfter.isBefore(moment);
  }

  boolean includes(Instant moment) {
    return !beginsAfter(moment) && !endsBefore(moment);
  }

  /** What keeps a certificate from being used at a moment, as the end of a sentence. */
  Optional<String> objectionAt(Instant moment) {
    if (beginsAfter(moment)) {
      return Optional.of(tooEarly());
    }
    return endsBefore(moment) ? Optional.of(tooLate()) : Optional.empty();
  }

  /** What is said of a certificate that is not valid yet, as the end of a sentence, in UTC. */
  String tooEarly() {
    return "is not valid before " + notBefore;
  }

  String tooLate() {
    return "expired on " + day(notAfter);
  }

  private static String day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
