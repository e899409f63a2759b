package dev.sallyport.certs;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** Finds the certificate that issued another one, by names and key identifiers (RFC 5280 §6.1). */
final class Issuers {
  private Issuers() {}

  /**
   * The first candidate that can be the issuer by its name and key identifier, and where several
   * can, the first whose key made the signature. It is a guess, to be proved by a path validation.
   *
   * @param candidates of our own choice, since each may cost the verification of a signature
   */
  static Optional<X509Certificate> find(
      X509Certificate issued, Collection<X509Certificate> candidates) {
    List<X509Certificate> plausible =
        candidates.stream().filter(candidate -> plausible(candidate, issued)).toList();
    return plausible.size() <= 1
        ? plausible.stream().findFirst()
        : plausible.stream().filter(candidate -> signed(candidate, issued)).findFirst();
  }

  /** The same without a look at signatures: for candidates of a peer, who could send many. */
  static Optional<X509Certificate> findCheaply(
      X509Certificate issued, Collection<X509Certificate> candidates) {
    return candidates.stream().filter(candidate -> plausible(candidate, issued)).findFirst();
  }

  private static boolean plausible(X509Certificate issuer, X509Certificate issued) {
    if (!issuer.getSubjectX500Principal().equals(issued.getIssuerX500Principal())) {
      return false;
    }
    Optional<byte[]> wanted = authorityKeyIdentifier(issued);
    Optional<byte[]> actual = subjectKeyIdentifier(issuer);
    return wanted.isEmpty() || actual.isEmpty() || Arrays.equals(wanted.get(), actual.get());
  }

  /** Whether a certificate was signed by the key of another. */
  static boolean signed(X509Certificate issuer, X509Certificate issued) {
    try {
      issued.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) { // hostile keys fail either way
      return false;
    }
  }

  private static Optional<byte[]> authorityKeyIdentifier(X509Certificate certificate) {
    return read(
            certificate,
            Extension.authorityKeyIdentifier,
            value ->
                Optional.ofNullable(
                    AuthorityKeyIdentifier.getInstance(value).getKeyIdentifierObject()))
        .flatMap(identifier -> identifier)
        .map(ASN1OctetString::getOctets);
  }

  private static Optional<byte[]> subjectKeyIdentifier(X509Certificate certificate) {
    return read(
        certificate,
        Extension.subjectKeyIdentifier,
        value -> SubjectKeyIdentifier.getInstance(value).getKeyIdentifier());
  }

  /** An identifier that cannot be read is as good as none: it is a hint, not a proof. */
  private static <T> Optional<T> read(
      X509Certificate certificate, ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> parser) {
    try {
      return Extensions.read(certificate, oid, parser);
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }
}
