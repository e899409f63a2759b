package dev.sallyport.certs;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Decodes certificates that others made, whatever their bytes are. Thread-safe. */
public final class CertificateDecoder {
  private static final int SEQUENCE = 0x30;

  private CertificateDecoder() {}

  /**
   * Decodes one certificate.
   *
   * @param der as a TLS Certificate message carries it
   * @throws CertificateException for anything that is not just one certificate; the JDK's own
   *     parsers throw unchecked exceptions for some of that, such as an Ed25519 key without bytes,
   *     and take PEM and bytes behind the certificate
   */
  public static X509Certificate decode(byte[] der) throws CertificateException {
    if (der.length == 0 || der[0] != SEQUENCE) {
      throw new CertificateException("not a certificate");
    }
    ByteArrayInputStream in = new ByteArrayInputStream(der);
    try {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw new CertificateException("bytes follow the certificate");
      }
      return certificate;
    } catch (RuntimeException e) {
      throw new CertificateException("not a certificate", e);
    }
  }
}
