package dev.sallyport.certs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;

/**
 * What a record says about a certificate, ours or a peer's.
 *
 * <p>Immutable. All text is safe for logs and terminals, whatever a peer wrote into its
 * certificate.
 *
 * @param subject as RFC 2253 writes it
 * @param issuer as RFC 2253 writes it
 * @param sans subject alternative names: DNS names and IP addresses as they are, others with a
 *     prefix such as {@code URI:}; empty when there are none or they cannot be read
 * @param notAfter the last moment it is valid
 * @param key kind and size, such as {@code EC P-256}, {@code RSA 2048}, {@code Ed25519}
 * @param sha256 of the DER encoding, lower-case hex
 */
public record CertificateSummary(
    String subject, String issuer, List<String> sans, Instant notAfter, String key, String sha256) {
  public CertificateSummary {
    sans = List.copyOf(sans);
  }

  /** The day in UTC on which it ceases to be valid. */
  public LocalDate lastDay() {
    return notAfter.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** Sums up a certificate; never fails for what stands in it. */
  public static CertificateSummary of(X509Certificate certificate) {
    return new CertificateSummary(
        Printable.name(certificate.getSubjectX500Principal()),
        Printable.name(certificate.getIssuerX500Principal()),
        sans(certificate),
        certificate.getNotAfter().toInstant(),
        KeyName.of(certificate.getPublicKey()),
        sha256(certificate));
  }

  private static List<String> sans(X509Certificate certificate) {
    try {
      return SubjectNames.of(certificate).printable();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String sha256(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e); // a JDK has SHA-256, and what was decoded encodes
    }
  }
}
