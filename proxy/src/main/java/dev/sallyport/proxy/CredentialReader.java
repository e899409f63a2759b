package dev.sallyport.proxy;

import dev.sallyport.certs.ConfiguredIdentities;
import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentityFiles;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.OcspStaples;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.config.BackendConfig;
import dev.sallyport.config.BackendTlsConfig;
import dev.sallyport.config.ClientAuth;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.IdentityConfig;
import dev.sallyport.config.KeyExchangeAlgorithm;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Origins;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.config.Secret;
import dev.sallyport.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the {@link Credentials} that can be read, and every problem with those that cannot. */
final class CredentialReader {
  private final Path localCaDirectory;
  private final InstantSource clock;
  private final HeldFiles files;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, List<Identity>> certificates = new HashMap<>();
  private final Map<String, IdentitySource> identities = new HashMap<>();
  private final Map<String, PeerVerifier> verifiers = new HashMap<>();
  private final Map<String, ClientAuthentication> clients = new HashMap<>();
  private final Map<String, OcspStaples> staples = new HashMap<>();
  private final Map<String, Identity> shown = new HashMap<>();
  private final Map<String, TicketKeyFile> ticketKeys = new HashMap<>();
  private final List<Problem> cautions = new ArrayList<>();
  private final boolean first;

  /**
   * A reader for one time.
   *
   * @param files what was read before, and will be kept
   */
  CredentialReader(Path localCaDirectory, InstantSource clock, HeldFiles files) {
    this.localCaDirectory = localCaDirectory;
    this.clock = clock;
    this.files = files;
    this.first = files.isEmpty();
  }

  Credentials credentials() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Credentials(
        certificates, identities, clients, staples, verifiers, shown, ticketKeys, cautions);
  }

  void listener(ListenerConfig listener) {
    if (!(listener.tls() instanceof Terminate tls)) {
      return;
    }
    problems.addAll(new TlsPolicy(tls).problems());
    int before = problems.size();
    List<Identity> configured = new ArrayList<>();
    for (IdentityConfig config : tls.certificates()) {
      Identity identity = identity(config);
      if (identity != null) {
        configured.add(identity);
      }
    }
    if (problems.size() == before) {
      checkKeyExchange(tls, configured);
    }
    clientAuthentication(listener.name(), tls);
    staples(listener.name(), tls, configured);
    IdentitySource source = source(tls, configured);
    if (source != null) {
      certificates.put(listener.name(), configured);
      identities.put(listener.name(), source);
    }
    ticketKeys(listener.name(), tls);
  }

  private void ticketKeys(String listener, Terminate tls) {
    Path file = tls.resumption().ticketKeys();
    if (file != null) {
      try {
        ticketKeys.put(listener, TicketKeyFile.open(file));
      } catch (IOException e) {
        problems.add(tls.origins().problem("ticket-keys", file + ": " + e.getMessage()));
      }
    }
  }

  void backend(BackendConfig backend) {
    BackendTlsConfig tls = backend.tls();
    if (tls == null) {
      return;
    }
    if (tls.verify()) {
      verifier(backend.name(), tls);
    }
    Identity own = tls.certificate() == null ? null : identity(tls.certificate());
    if (own != null) {
      shown.put(backend.name(), own);
    }
  }

  private void verifier(String backend, BackendTlsConfig tls) {
    Path trust = tls.trust();
    PeerVerifier verifier =
        trust == null
            ? held(
                "system",
                tls.origins(),
                "trust",
                List.of(),
                () -> new PeerVerifier(TrustAnchors.system(), clock))
            : anchored(tls.origins(), trust);
    if (verifier != null) {
      verifiers.put(backend, verifier);
    }
  }

  private void clientAuthentication(String listener, Terminate tls) {
    Path trust = tls.clientAuth().trust();
    if (tls.clientAuth().mode() == ClientAuth.NONE || trust == null) {
      return;
    }
    PeerVerifier verifier = anchored(tls.origins(), trust);
    if (verifier != null) {
      boolean required = tls.clientAuth().mode() == ClientAuth.REQUIRED;
      clients.put(listener, new ClientAuthentication(required, verifier));
    }
  }

  private void staples(String listener, Terminate tls, List<Identity> configured) {
    List<OcspResponse> usable = new ArrayList<>();
    for (Path file : tls.ocspStapling()) {
      OcspResponse response =
          held(
              List.of("ocsp", file),
              tls.origins(),
              "ocsp-stapling",
              List.of(file),
              () -> OcspResponse.read(file));
      if (response != null && !objected(tls, configured, response)) {
        usable.add(response);
      }
    }
    staples.put(listener, new OcspStaples(usable, clock));
  }

  /** Tells what is wrong with a response; while the proxy runs that is no reason to keep all. */
  private boolean objected(Terminate tls, List<Identity> configured, OcspResponse response) {
    Instant now = clock.instant();
    Optional<Identity> own = configured.stream().filter(response::concerns).findFirst();
    Optional<String> objection =
        own.isEmpty()
            ? Optional.of("is for none of the listener's certificates")
            : response.objection(own.get(), now);
    objection.ifPresent(
        what ->
            (first ? problems : cautions)
                .add(tls.origins().problem("ocsp-stapling", response.origin() + ": " + what)));
    if (objection.isEmpty() && own.isPresent() && response.expiredAt(own.get(), now)) {
      cautions.add(
          tls.origins()
              .problem("ocsp-stapling", response.origin() + ": has expired and is not stapled"));
    }
    return objection.isPresent();
  }

  private @Nullable PeerVerifier anchored(Origins origins, Path trust) {
    return held(
        List.of("trust", trust),
        origins,
        "trust",
        List.of(trust),
        () -> new PeerVerifier(TrustAnchors.pem(trust), clock));
  }

  /**
   * A value of files that a setting names; null, and the problem is told, where it cannot be had.
   */
  private <T> @Nullable T held(
      Object value, Origins origins, String key, List<Path> paths, HeldFiles.Source<T> source) {
    try {
      return files.get(value, paths, source, failure -> problem(origins, key, failure));
    } catch (CredentialException e) {
      problems.add(problem(origins, key, e));
      return null;
    }
  }

  private @Nullable Identity identity(IdentityConfig config) {
    List<Path> paths =
        config instanceof IdentityConfig.Pem pem
            ? List.of(pem.cert(), pem.key())
            : List.of(((IdentityConfig.Pkcs12) config).file());
    try {
      return files.get(config, paths, () -> valid(config), e -> problem(config, e));
    } catch (CredentialException e) {
      problems.add(problem(config, e));
      return null;
    }
  }

  private Identity valid(IdentityConfig config) throws CredentialException {
    Secret secret = config.password();
    char @Nullable [] password = secret == null ? null : secret.reveal();
    try {
      Identity identity = read(config, password);
      identity.checkValidAt(clock.instant());
      return identity;
    } finally {
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }
  }

  private static Identity read(IdentityConfig config, char @Nullable [] password)
      throws CredentialException {
    if (config instanceof IdentityConfig.Pem pem) {
      return IdentityFiles.pem(pem.cert(), pem.key(), password);
    }
    return IdentityFiles.pkcs12(((IdentityConfig.Pkcs12) config).file(), password);
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

  /** Nothing can be encrypted under another key than RSA, nor does DHE sign with one here. */
  private void checkKeyExchange(Terminate tls, List<Identity> configured) {
    if (tls.versions().contains(ProtocolVersion.TLS_1_2)
        && rsaKeyNeeded(tls)
        && !tls.localCa()
        && configured.stream().noneMatch(identity -> identity.keyKind() == KeyKind.RSA)) {
      String needing = tls.keyExchange().contains(KeyExchangeAlgorithm.DHE) ? "dhe" : "rsa";
      problems.add(
          tls.origins().problem("key-exchange", needing + " needs a certificate with an RSA key"));
    }
  }

  private static boolean rsaKeyNeeded(Terminate tls) {
    return tls.keyExchange().contains(KeyExchangeAlgorithm.RSA)
        || tls.keyExchange().contains(KeyExchangeAlgorithm.DHE);
  }

  private @Nullable IdentitySource source(Terminate tls, List<Identity> configured) {
    IdentitySource fromFiles = configured.isEmpty() ? null : ConfiguredIdentities.of(configured);
    if (!tls.localCa()) {
      return fromFiles;
    }
    Set<KeyKind> kinds = EnumSet.of(KeyKind.EC);
    if (rsaKeyNeeded(tls)) {
      kinds.add(KeyKind.RSA);
    }
    IdentitySource minted =
        held(
            List.of("local-ca", kinds),
            tls.origins(),
            "local-ca",
            List.of(),
            () -> LocalCa.open(localCaDirectory, clock).identities(kinds));
    return fromFiles == null || minted == null ? minted : new MintedBeside(fromFiles, minted);
  }

  private static Problem problem(Origins origins, String key, CredentialException e) {
    return origins.problem(key, e.origin() + ": " + e.reason());
  }

  /** Shows what was configured, and mints for the names that none of it covers. */
  private record MintedBeside(IdentitySource configured, IdentitySource minted)
      implements IdentitySource {
    @Override
    public List<Identity> named(String serverName) {
      List<Identity> found = configured.named(serverName);
      return found.isEmpty() ? minted.named(serverName) : found;
    }

    @Override
    public List<Identity> fallback() {
      return configured.fallback();
    }
  }
}
