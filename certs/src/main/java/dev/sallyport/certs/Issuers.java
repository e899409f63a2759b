package dev.sallyport.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/** Finds the certificate that issued another one, by names and key identifiers (RFC 5280 §6.1). */
final class Issuers {
  private Issuers() {}

  /**
   * The first candidate that can be the issuer. A signature is verified only where several can be;
   * so what is found is a guess, to be proved by a path validation.
   */
  static Optional<X509Certificate> find(
      X509Certificate issued, Collection<X509Certificate> candidates) {
    List<X509Certificate> plausible =
        candidates.stream().filter(candidate -> plausible(candidate, issued)).toList();
    if (plausible.size() <= 1) {
      return plausible.stream().findFirst();
    }
    return plausible.stream().filter(candidate -> signed(candidate, issued)).findFirst();
  }

  private static boolean plausible(X509Certificate issuer, X509Certificate issued) {
    if (!issuer.getSubjectX500Principal().equals(issued.getIssuerX500Principal())) {
      return false;
    }
    byte[] wanted = authorityKeyIdentifier(issued);
    byte[] actual = subjectKeyIdentifier(issuer);
    return wanted == null || actual == null || Arrays.equals(wanted, actual);
  }

  private static boolean signed(X509Certificate issuer, X509Certificate issued) {
    try {
      issued.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) { // hostile keys fail either way
      return false;
    }
  }

  private static byte @Nullable [] authorityKeyIdentifier(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
    if (value == null) {
      return null;
    }
    try {
      ASN1OctetString identifier =
          AuthorityKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value))
              .getKeyIdentifierObject();
      return identifier == null ? null : identifier.getOctets();
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static byte @Nullable [] subjectKeyIdentifier(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (value == null) {
      return null;
    }
    try {
      return SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value))
          .getKeyIdentifier();
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
