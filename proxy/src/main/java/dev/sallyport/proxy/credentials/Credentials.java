package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.Parts;
import dev.sallyport.config.Problem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The keys, certificates and trust anchors that a configuration names, read from their files and
 * checked.
 *
 * <p>Immutable; what it holds is thread-safe. A reload makes new ones.
 *
 * @param listeners of each that terminates TLS, by its name
 * @param backends of each that is spoken TLS to, by its name
 * @param cautions what is not as it should be but keeps nothing from running
 */
public record Credentials(
    Map<String, ListenerCredentials> listeners,
    Map<String, BackendCredentials> backends,
    List<Problem> cautions) {
  public Credentials {
    listeners = Map.copyOf(listeners);
    backends = Map.copyOf(backends);
    cautions = List.copyOf(cautions);
  }

  /**
   * Reads all of them; the local CA is made when a listener uses it and there is none yet.
   *
   * @param localCa the directory of the local CA
   * @throws ConfigurationException with every file that cannot be used, at the key that names it,
   *     and every TLS policy that cannot be had, with these files or at all
   */
  public static Credentials read(Configuration configuration, Path localCa, InstantSource clock)
      throws ConfigurationException {
    return read(configuration, localCa, clock, new HeldFiles());
  }

  /** The same, and keeps what was read in {@code files}, which hold nothing yet. */
  static Credentials read(
      Configuration configuration, Path localCa, InstantSource clock, HeldFiles files)
      throws ConfigurationException {
    return read(configuration.parts(), () -> LocalCa.open(localCa, clock), clock, files);
  }

  /** The same, but the local CA is not made: what it would mint comes from one kept nowhere. */
  public static Credentials tryOut(Parts configuration, Path localCa, InstantSource clock)
      throws ConfigurationException {
    HeldFiles.Source<LocalCa> unmade =
        () -> LocalCa.isIn(localCa) ? LocalCa.open(localCa, clock) : LocalCa.unkept(localCa, clock);
    return read(configuration, unmade, clock, new HeldFiles());
  }

  private static Credentials read(
      Parts configuration, HeldFiles.Source<LocalCa> localCa, InstantSource clock, HeldFiles files)
      throws ConfigurationException {
    CredentialReader reader = new CredentialReader(localCa, clock, files, null);
    reader.read(configuration);
    return reader.credentials();
  }

  /**
   * Makes those anew of what the files hold now.
   *
   * @param files those that these were read with
   */
  Renewal renew(Configuration configuration, Path localCa, InstantSource clock, HeldFiles files) {
    CredentialReader reader =
        new CredentialReader(() -> LocalCa.open(localCa, clock), clock, files, this);
    reader.read(configuration.parts());
    return reader.renewal();
  }

  /**
   * What became of credentials that were made anew.
   *
   * @param credentials of each listener and backend: where nothing is new, or what is new cannot be
   *     used, the very object that it had before
   * @param renewed who has new ones: {@code listener web}
   * @param files what those are made of
   * @param refused why others keep theirs
   */
  record Renewal(
      Credentials credentials, List<String> renewed, Set<Path> files, List<Problem> refused) {
    Renewal {
      renewed = List.copyOf(renewed);
      files = Set.copyOf(files);
      refused = List.copyOf(refused);
    }
  }

  /** Whether a listener staples a response that was read from this file. */
  boolean staplesFrom(String origin) {
    return listeners.values().stream().anyMatch(listener -> staplesFrom(listener, origin));
  }

  private static boolean staplesFrom(ListenerCredentials listener, String origin) {
    for (Identity identity : listener.certificates()) {
      OcspResponse response = listener.staples().of(identity);
      if (response != null && response.origin().equals(origin)) {
        return true;
      }
    }
    return false;
  }

  /** The identities that were read from files, ours as a server and as a client. */
  public List<Identity> ownIdentities() {
    return Stream.concat(
            listeners.values().stream().flatMap(listener -> listener.certificates().stream()),
            backends.values().stream().map(BackendCredentials::shown).filter(Objects::nonNull))
        .distinct()
        .toList();
  }
}
