package dev.sallyport.proxy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.OcspStaples;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.Problem;
import dev.sallyport.tls.ClientAuthentication;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The keys, certificates and trust anchors that a configuration names, read from their files and
 * checked.
 *
 * <p>Immutable; what it holds is thread-safe. A reload makes new ones.
 *
 * @param certificates what each TLS-terminating listener was configured with, by its name; may be
 *     empty with the local CA
 * @param identities what each TLS-terminating listener shows to its clients, by its name
 * @param clients how each listener that asks its clients for certificates verifies them, by its
 *     name
 * @param staples what each TLS-terminating listener staples to its certificates, by its name
 * @param verifiers how the servers of each backend that are to be verified are verified, by its
 *     name
 * @param shown what is shown to the servers of each backend that has a certificate for them, by its
 *     name
 * @param ticketKeys the file of ticket keys of each listener that names one, by its name
 * @param cautions what is not as it should be but keeps nothing from running
 */
record Credentials(
    Map<String, List<Identity>> certificates,
    Map<String, IdentitySource> identities,
    Map<String, ClientAuthentication> clients,
    Map<String, OcspStaples> staples,
    Map<String, PeerVerifier> verifiers,
    Map<String, Identity> shown,
    Map<String, TicketKeyFile> ticketKeys,
    List<Problem> cautions) {
  Credentials {
    ticketKeys = Map.copyOf(ticketKeys);
    certificates = Map.copyOf(certificates);
    identities = Map.copyOf(identities);
    clients = Map.copyOf(clients);
    verifiers = Map.copyOf(verifiers);
    staples = Map.copyOf(staples);
    shown = Map.copyOf(shown);
    cautions = List.copyOf(cautions);
  }

  /**
   * Reads all of them; the local CA is made when a listener uses it and there is none yet.
   *
   * @param localCa the directory of the local CA
   * @throws ConfigurationException with every file that cannot be used, at the key that names it,
   *     and every TLS policy that cannot be had, with these files or at all
   */
  static Credentials read(Configuration configuration, Path localCa, InstantSource clock)
      throws ConfigurationException {
    return read(configuration, localCa, clock, new HeldFiles());
  }

  /** The same, of files that may have been read before. */
  static Credentials read(
      Configuration configuration, Path localCa, InstantSource clock, HeldFiles files)
      throws ConfigurationException {
    CredentialReader reader = new CredentialReader(localCa, clock, files);
    configuration.listeners().forEach(reader::listener);
    configuration.backends().values().forEach(reader::backend);
    return reader.credentials();
  }

  /** The identities that were read from files, ours as a server and as a client. */
  List<Identity> ownIdentities() {
    return Stream.concat(
            certificates.values().stream().flatMap(List::stream), shown.values().stream())
        .distinct()
        .toList();
  }
}
