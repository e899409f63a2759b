package dev.sallyport.certs;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Decodes certificates that others made, whatever their bytes are. Thread-safe. */
public final class CertificateDecoder {
  private CertificateDecoder() {}

  /**
   * Decodes one certificate.
   *
   * @param der as a TLS Certificate message carries it
   * @throws CertificateException for anything that is no certificate; the JDK's own parsers throw
   *     unchecked exceptions for some of that, such as an Ed25519 key without bytes
   */
  public static X509Certificate decode(byte[] der) throws CertificateException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (RuntimeException e) {
      throw new CertificateException("not a certificate", e);
    }
  }
}
