package dev.sallyport.certs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

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

  /** Sums up a certificate; never fails for what stands in it. */
  public static CertificateSummary of(X509Certificate certificate) {
    return new CertificateSummary(
        Printable.name(certificate.getSubjectX500Principal()),
        Printable.name(certificate.getIssuerX500Principal()),
        sans(certificate),
        certificate.getNotAfter().toInstant(),
        key(certificate.getPublicKey()),
        sha256(certificate));
  }

  private static List<String> sans(X509Certificate certificate) {
    try {
      return SubjectNames.of(certificate).printable();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String key(PublicKey key) {
    if (key instanceof RSAKey rsa) {
      return key.getAlgorithm() + " " + rsa.getModulus().bitLength();
    }
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    if (info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
          ? "EC " + curveName(curve)
          : "EC";
    }
    return key instanceof EdECKey edwards ? edwards.getParams().getName() : key.getAlgorithm();
  }

  private static String curveName(ASN1ObjectIdentifier curve) {
    String nist = NISTNamedCurves.getName(curve);
    String name = nist != null ? nist : ECNamedCurveTable.getName(curve);
    return name != null ? name : curve.getId();
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
