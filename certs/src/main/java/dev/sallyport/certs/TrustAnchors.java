package dev.sallyport.certs;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates that a verification takes for true without proof. */
public final class TrustAnchors {
  private final List<X509Certificate> certificates;

  private TrustAnchors(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /** The JVM's default trust store. */
  public static TrustAnchors system() throws CredentialException {
    return new TrustAnchors(List.of());
  }

  /** Every certificate of a PEM file. */
  public static TrustAnchors pem(Path file) throws CredentialException {
    if (file.isAbsolute()) {
      throw new CredentialException(file.toString(), "PEM is not read yet");
    }
    return new TrustAnchors(List.of());
  }

  /** Anchors that are at hand already. */
  public static TrustAnchors of(List<X509Certificate> certificates) {
    return new TrustAnchors(certificates);
  }

  public List<X509Certificate> certificates() {
    return certificates;
  }
}
