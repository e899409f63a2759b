package dev.sallyport.certs;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** Recognises certificates that were issued by their own subject. */
final class SelfSigned {
  private SelfSigned() {}

  /** Whether subject and issuer have one name (RFC 5280 calls that self-issued). */
  static boolean named(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** Whether it was also signed with its own key. */
  static boolean proven(X509Certificate certificate) {
    if (!named(certificate)) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) { // hostile keys fail either way
      return false;
    }
  }
}
