package dev.sallyport.tls.bc;

import org.conscrypt.Conscrypt;

/**
 * Conscrypt. A class of its own, so that its jar may be missing or its library not load: either is
 * a {@link LinkageError} here.
 */
final class ConscryptLibrary {

  /** The name of the provider. */
  static final String PROVIDER = "Conscrypt";

  private ConscryptLibrary() {}

  static Source load() {
    Conscrypt.checkAvailability();
    Conscrypt.Version version = Conscrypt.version();
    return new Source(
        "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch(),
        Conscrypt.newProviderBuilder().provideTrustManager(false).build());
  }
}
