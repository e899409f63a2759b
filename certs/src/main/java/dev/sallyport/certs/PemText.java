package dev.sallyport.certs;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Writes certificates and keys as PEM (RFC 7468). */
final class PemText {
  private static final int LINE_LENGTH = 64;

  private PemText() {}

  static String of(X509Certificate certificate) throws CertificateEncodingException {
    return block("CERTIFICATE", certificate.getEncoded());
  }

  /** A private key in plain PKCS#8. */
  static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String type, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, lines.encodeToString(content));
  }
}
