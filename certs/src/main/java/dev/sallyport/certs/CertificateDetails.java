package dev.sallyport.certs;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that an inspection says about one certificate by itself. Immutable; text is safe for
 * terminals, as in {@link CertificateSummary}.
 *
 * @param notBefore the first moment it is valid
 * @param serial lower-case hexadecimal
 * @param signature how its issuer signed it, such as {@code SHA256withECDSA}
 * @param authority whether it may issue others
 * @param usages key usages, then extended ones, in the spelling of RFC 5280; empty: not limited
 * @param objections what keeps it from being used, at the moment it was looked at
 */
public record CertificateDetails(
    CertificateSummary summary,
    Instant notBefore,
    String serial,
    String signature,
    boolean authority,
    List<String> usages,
    List<String> objections) {
  private static final String NAMELESS = "has no subjectAltName: no client takes it for a server's";
  private static final int HEXADECIMAL = 16;
  private static final int LEAST_RSA_BITS = 2048;

  /** By position in {@link X509Certificate#getKeyUsage}. */
  private static final List<String> KEY_USAGES =
      List.of(
          "digitalSignature",
          "nonRepudiation",
          "keyEncipherment",
          "dataEncipherment",
          "keyAgreement",
          "keyCertSign",
          "cRLSign",
          "encipherOnly",
          "decipherOnly");

  private static final Map<String, String> EXTENDED_KEY_USAGES =
      Map.of(
          "2.5.29.37.0", "anyExtendedKeyUsage",
          "1.3.6.1.5.5.7.3.1", "serverAuth",
          "1.3.6.1.5.5.7.3.2", "clientAuth",
          "1.3.6.1.5.5.7.3.3", "codeSigning",
          "1.3.6.1.5.5.7.3.4", "emailProtection",
          "1.3.6.1.5.5.7.3.8", "timeStamping",
          "1.3.6.1.5.5.7.3.9", "OCSPSigning");

  public CertificateDetails {
    usages = List.copyOf(usages);
    objections = List.copyOf(objections);
  }

  /** Looks at a certificate; never fails for what stands in it. */
  public static CertificateDetails of(X509Certificate certificate, Instant now) {
    CertificateSummary summary = CertificateSummary.of(certificate);
    boolean authority = certificate.getBasicConstraints() >= 0;
    return new CertificateDetails(
        summary,
        Validity.of(certificate).notBefore(),
        certificate.getSerialNumber().toString(HEXADECIMAL),
        Printable.text(certificate.getSigAlgName()),
        authority,
        usages(certificate),
        objections(certificate, summary, authority, now));
  }

  private static List<String> usages(X509Certificate certificate) {
    List<String> usages = new ArrayList<>();
    try {
      boolean[] bits = Extensions.keyUsage(certificate);
      for (int i = 0; bits != null && i < Math.min(bits.length, KEY_USAGES.size()); i++) {
        if (bits[i]) {
          usages.add(KEY_USAGES.get(i));
        }
      }
      List<String> extended = Extensions.extendedKeyUsage(certificate);
      for (String oid : extended == null ? List.<String>of() : extended) {
        usages.add(EXTENDED_KEY_USAGES.getOrDefault(oid, oid));
      }
    } catch (CertificateParsingException e) {
      usages.add("others that cannot be read");
    }
    return usages;
  }

  private static List<String> objections(
      X509Certificate certificate, CertificateSummary summary, boolean authority, Instant now) {
    List<String> objections = new ArrayList<>();
    Validity.of(certificate).objectionAt(now).ifPresent(objections::add);
    if (!authority && summary.sans().isEmpty() && mayBeAServers(certificate)) {
      objections.add(NAMELESS);
    }
    if (certificate.getPublicKey() instanceof RSAKey rsa
        && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      objections.add("has a key that is too short: " + summary.key());
    }
    String digest = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if ((digest.startsWith("SHA1") || digest.startsWith("MD")) && !SelfSigned.named(certificate)) {
      objections.add(
          "is signed with an algorithm that is too weak: " + certificate.getSigAlgName());
    }
    return objections;
  }

  private static boolean mayBeAServers(X509Certificate certificate) {
    try {
      return Purpose.SERVER.extendedObjectionTo(certificate).isEmpty();
    } catch (CertificateParsingException e) {
      return true;
    }
  }

  /** What keeps it from being used by a client, which needs no name to be asked for by. */
  public List<String> objectionsToClient() {
    return objections.stream().filter(objection -> !objection.equals(NAMELESS)).toList();
  }
}
