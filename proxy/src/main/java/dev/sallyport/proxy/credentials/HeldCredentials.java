package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentityFiles;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.config.IdentityConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Origins;
import dev.sallyport.config.Problem;
import dev.sallyport.config.Secret;
import dev.sallyport.tls.TicketKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of a configuration name, each as its files could last be read, and the problems
 * with those of which nothing can be had; for one pass.
 */
final class HeldCredentials {
  private final HeldFiles.Source<LocalCa> localCa;
  private final InstantSource clock;
  private final HeldFiles files;
  private final boolean running;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> cautions = new ArrayList<>();
  private final Set<Path> asked = new HashSet<>();

  /**
   * For one pass.
   *
   * @param running whether the files are watched, and what cannot be read of them told of, already
   */
  HeldCredentials(
      HeldFiles.Source<LocalCa> localCa, InstantSource clock, HeldFiles files, boolean running) {
    this.localCa = localCa;
    this.clock = clock;
    this.files = files;
    this.running = running;
  }

  /** Every problem so far, to which others may be added. */
  List<Problem> problems() {
    return problems;
  }

  /** What keeps nothing from running, so far. */
  List<Problem> cautions() {
    return cautions;
  }

  /** The files that were asked for since this was asked last. */
  Set<Path> takeAsked() {
    Set<Path> taken = Set.copyOf(asked);
    asked.clear();
    return taken;
  }

  @Nullable Identity identity(IdentityConfig config) {
    List<Path> paths =
        config instanceof IdentityConfig.Pem pem
            ? List.of(pem.cert(), pem.key())
            : List.of(((IdentityConfig.Pkcs12) config).file());
    asked.addAll(paths);
    try {
      return files.get(config, paths, last -> valid(config, last), e -> problem(config, e));
    } catch (CredentialException e) {
      problems.add(problem(config, e));
      return null;
    }
  }

  private Identity valid(IdentityConfig config, @Nullable Identity last)
      throws CredentialException {
    Secret secret = config.password();
    char @Nullable [] password = secret == null ? null : secret.reveal();
    try {
      Identity identity = read(config, password);
      Instant now = clock.instant();
      if (last != null && isValid(last, now)) {
        identity.checkValidAt(now);
      } else {
        identity.checkValidAtOrSoonAfter(now);
      }
      return identity;
    } finally {
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }
  }

  private static boolean isValid(Identity identity, Instant now) {
    try {
      identity.checkValidAt(now);
      return true;
    } catch (CredentialException e) {
      return false;
    }
  }

  private static Identity read(IdentityConfig config, char @Nullable [] password)
      throws CredentialException {
    if (config instanceof IdentityConfig.Pem pem) {
      return IdentityFiles.pem(pem.cert(), pem.key(), password);
    }
    return IdentityFiles.pkcs12(((IdentityConfig.Pkcs12) config).file(), password);
  }

  /** By the anchors of a file. */
  @Nullable PeerVerifier verifier(Origins origins, Path trust) {
    return held(
        List.of("trust", trust),
        origins,
        "trust",
        List.of(trust),
        () -> new PeerVerifier(TrustAnchors.pem(trust), clock));
  }

  /** By the JVM's default store. */
  @Nullable PeerVerifier systemVerifier(Origins origins) {
    return held(
        "system",
        origins,
        "trust",
        List.of(),
        () -> new PeerVerifier(TrustAnchors.system(), clock));
  }

  /** Null also while there never was one but such that are not valid yet: at first a caution. */
  @Nullable OcspResponse response(Origins origins, Path file) {
    String key = "ocsp-stapling";
    asked.add(file);
    try {
      return files.get(
          List.of("ocsp", file),
          List.of(file),
          last -> begun(file, last),
          e -> problem(origins, key, e));
    } catch (CredentialException e) {
      if (running) {
        return null;
      }
      if (e.validFrom() == null) {
        problems.add(problem(origins, key, e));
      } else {
        cautions.add(
            origins.problem(key, e.origin() + ": " + e.reason() + ": not stapled until then"));
      }
      return null;
    }
  }

  private OcspResponse begun(Path file, @Nullable OcspResponse last) throws CredentialException {
    OcspResponse response = OcspResponse.read(file);
    if (last == null) {
      response.checkBegunAtOrSoonAfter(clock.instant());
    } else if (!response.equals(last)) {
      response.checkBegunAt(clock.instant());
    }
    return response;
  }

  /** Leaves of the local CA. */
  @Nullable IdentitySource minted(Origins origins, Set<KeyKind> kinds) {
    return held(
        List.of("local-ca", kinds),
        origins,
        "local-ca",
        List.of(),
        () -> localCa.read().identities(kinds));
  }

  /** None, without a problem, where a listener makes its own. */
  List<TicketKey> ticketKeys(Terminate tls) {
    Path file = tls.resumption().ticketKeys();
    if (file == null) {
      return List.of();
    }
    List<TicketKey> keys =
        held(
            List.of("ticket-keys", file),
            tls.origins(),
            "ticket-keys",
            List.of(file),
            () -> TicketKeyFile.read(file));
    return keys == null ? List.of() : keys;
  }

  /** Null, and the problem is told, where it cannot be had. */
  private <T> @Nullable T held(
      Object value, Origins origins, String key, List<Path> paths, HeldFiles.Source<T> source) {
    asked.addAll(paths);
    try {
      return files.get(
          value, paths, last -> source.read(), failure -> problem(origins, key, failure));
    } catch (CredentialException e) {
      problems.add(problem(origins, key, e));
      return null;
    }
  }

  private static Problem problem(IdentityConfig config, CredentialException e) {
    return problem(config.origins(), keyToBlame(config, e), e);
  }

  private static String keyToBlame(IdentityConfig config, CredentialException e) {
    if (config instanceof IdentityConfig.Pem pem) {
      return e.origin().equals(pem.cert().toString()) ? "cert" : "key";
    }
    return "pkcs12";
  }

  private static Problem problem(Origins origins, String key, CredentialException e) {
    return origins.problem(key, e.origin() + ": " + e.reason());
  }
}
