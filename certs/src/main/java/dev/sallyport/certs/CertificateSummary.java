package dev.sallyport.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a record says about a certificate.
 *
 * @param subject RFC 2253
 * @param issuer RFC 2253
 * @param sans subject alternative names: DNS names and IP addresses as they are, others with a
 *     prefix such as {@code URI:}
 * @param notAfter the last moment it is valid
 * @param key kind and size, such as {@code EC P-256}, {@code RSA 2048}, {@code Ed25519}
 * @param sha256 of the DER encoding, lower-case hex
 */
public record CertificateSummary(
    String subject, String issuer, List<String> sans, Instant notAfter, String key, String sha256) {
  public CertificateSummary {
    sans = List.copyOf(sans);
  }

  public static CertificateSummary of(X509Certificate certificate) {
    return new CertificateSummary(
        Printable.name(certificate.getSubjectX500Principal()),
        Printable.name(certificate.getIssuerX500Principal()),
        List.of(),
        certificate.getNotAfter().toInstant(),
        certificate.getPublicKey().getAlgorithm(),
        "");
  }
}
