package dev.sallyport.proxy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The keys, certificates and trust anchors that a configuration names, read from their files and
 * checked.
 *
 * <p>Immutable; what it holds is thread-safe. Reading them anew is what a reload does.
 *
 * @param certificates what each TLS-terminating listener was configured with, by its name; may be
 *     empty with the local CA
 * @param identities what each TLS-terminating listener shows to its clients, by its name
 * @param verifiers how the servers of each backend that are to be verified are verified, by its
 *     name
 */
record Credentials(
    Map<String, List<Identity>> certificates,
    Map<String, IdentitySource> identities,
    Map<String, PeerVerifier> verifiers) {
  Credentials {
    certificates = Map.copyOf(certificates);
    identities = Map.copyOf(identities);
    verifiers = Map.copyOf(verifiers);
  }

  /**
   * Reads all of them; the local CA is made when a listener uses it and there is none yet.
   *
   * @param localCa the directory of the local CA
   * @throws ConfigurationException with every file that cannot be used, at the key that names it
   */
  static Credentials read(Configuration configuration, Path localCa, InstantSource clock)
      throws ConfigurationException {
    CredentialReader reader = new CredentialReader(localCa, clock);
    configuration.listeners().forEach(reader::listener);
    configuration.backends().values().forEach(reader::backend);
    return reader.credentials();
  }
}
