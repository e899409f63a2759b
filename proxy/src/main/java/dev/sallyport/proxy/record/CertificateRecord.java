package dev.sallyport.proxy.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a record tells of a certificate.
 *
 * @param key kind and size, {@code EC P-256}
 * @param sha256 of the DER form, lower-case hex
 */
public record CertificateRecord(
    String subject, String issuer, List<String> sans, Instant notAfter, String key, String sha256) {
  public CertificateRecord {
    sans = List.copyOf(sans);
    notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
  }
}
