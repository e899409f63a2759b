package dev.sallyport.certs;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

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
      throw new CertificateParsingException("extension " + oid + " cannot be read", e);
    }
  }
}
