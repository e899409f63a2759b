package dev.sallyport.certs;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a verification takes for true without proof.
 *
 * <p>Roots as a rule; an intermediate or a single server's certificate may be one too. Immutable
 * and thread-safe.
 */
public final class TrustAnchors {
  private final List<X509Certificate> certificates;
  private final Map<X500Principal, List<X509Certificate>> bySubject;

  private TrustAnchors(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
    this.bySubject =
        this.certificates.stream()
            .collect(Collectors.groupingBy(X509Certificate::getSubjectX500Principal));
  }

  /**
   * The JVM's default trust store: {@code javax.net.ssl.trustStore} where it is set, else the
   * {@code cacerts} of the Java installation.
   */
  public static TrustAnchors system() throws CredentialException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((@Nullable KeyStore) null);
      TrustAnchors anchors =
          new TrustAnchors(
              Arrays.stream(factory.getTrustManagers())
                  .filter(X509TrustManager.class::isInstance)
                  .flatMap(m -> Arrays.stream(((X509TrustManager) m).getAcceptedIssuers()))
                  .toList());
      if (anchors.certificates.isEmpty()) {
        throw new CredentialException("system", "the JVM's default trust store is empty");
      }
      return anchors;
    } catch (GeneralSecurityException e) {
      throw new CredentialException(
          "system", "the JVM's default trust store cannot be read: " + e.getMessage(), e);
    }
  }

  /** Every certificate of a PEM file; at least one. */
  public static TrustAnchors pem(Path file) throws CredentialException {
    return new TrustAnchors(PemFile.read(file).certificates());
  }

  /** Anchors that are at hand already. */
  public static TrustAnchors of(List<X509Certificate> certificates) {
    return new TrustAnchors(certificates);
  }

  /** All of them; their subjects are what a server names when it asks for a client certificate. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** The anchor that a certificate is, or that issued it; empty when there is none. */
  public Optional<X509Certificate> vouchingFor(X509Certificate certificate) {
    return contains(certificate)
        ? Optional.of(certificate)
        : Issuers.find(certificate, named(certificate.getIssuerX500Principal()));
  }

  boolean contains(X509Certificate certificate) {
    return named(certificate.getSubjectX500Principal()).contains(certificate);
  }

  List<X509Certificate> named(X500Principal subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  /** Whether both are the same certificates in the same order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrustAnchors that && certificates.equals(that.certificates);
  }

  @Override
  public int hashCode() {
    return certificates.hashCode();
  }

  @Override
  public String toString() {
    return "TrustAnchors[" + certificates.size() + "]";
  }
}
