package dev.sallyport.certs;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/** Reads the extensions of certificates that others made, however wrong they are. */
final class Extensions {
  private Extensions() {}

  /** What a parser makes of an extension; empty when the certificate has no such one. */
  static <T> Optional<T> read(
      X509Certificate certificate, ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> parser)
      throws CertificateParsingException {
    byte[] value = certificate.getExtensionValue(oid.getId());
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(JcaX509ExtensionUtils.parseExtensionValue(value)));
    } catch (IOException | RuntimeException e) { // Bouncy Castle's parsers throw both
      throw unreadable(oid, e);
    }
  }

  /**
   * The extended key usages, as object identifiers; null where a certificate lacks the extension.
   * Of one that is not critical and cannot be read some JDKs say null, and some throw.
   */
  static @Nullable List<String> extendedKeyUsage(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> usages;
    try {
      usages = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw unreadable(Extension.extendedKeyUsage, e);
    }
    requireRead(certificate, Extension.extendedKeyUsage, usages);
    return usages;
  }

  /** The bits of {@link X509Certificate#getKeyUsage}, likewise. */
  static boolean @Nullable [] keyUsage(X509Certificate certificate)
      throws CertificateParsingException {
    boolean[] usages = certificate.getKeyUsage();
    requireRead(certificate, Extension.keyUsage, usages);
    return usages;
  }

  private static void requireRead(
      X509Certificate certificate, ASN1ObjectIdentifier oid, @Nullable Object value)
      throws CertificateParsingException {
    if (value == null && certificate.getExtensionValue(oid.getId()) != null) {
      throw unreadable(oid, null);
    }
  }

  private static CertificateParsingException unreadable(
      ASN1ObjectIdentifier oid, @Nullable Throwable cause) {
    return new CertificateParsingException("extension " + oid + " cannot be read", cause);
  }
}
