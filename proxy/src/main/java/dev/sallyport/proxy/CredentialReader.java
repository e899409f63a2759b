package dev.sallyport.proxy;

import dev.sallyport.certs.ConfiguredIdentities;
import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentityFiles;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.config.BackendConfig;
import dev.sallyport.config.BackendTlsConfig;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.IdentityConfig;
import dev.sallyport.config.KeyExchangeAlgorithm;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Origins;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.config.Secret;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the {@link Credentials} that can be read, and every problem with those that cannot. */
final class CredentialReader {
  private final Path localCaDirectory;
  private final InstantSource clock;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, List<Identity>> certificates = new HashMap<>();
  private final Map<String, IdentitySource> identities = new HashMap<>();
  private final Map<String, PeerVerifier> verifiers = new HashMap<>();
  private @Nullable LocalCa localCa;

  CredentialReader(Path localCaDirectory, InstantSource clock) {
    this.localCaDirectory = localCaDirectory;
    this.clock = clock;
  }

  Credentials credentials() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Credentials(certificates, identities, verifiers);
  }

  void listener(ListenerConfig listener) {
    if (!(listener.tls() instanceof Terminate tls)) {
      return;
    }
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
    IdentitySource source = source(tls, configured);
    if (source != null) {
      certificates.put(listener.name(), configured);
      identities.put(listener.name(), source);
    }
  }

  void backend(BackendConfig backend) {
    BackendTlsConfig tls = backend.tls();
    if (tls == null || !tls.verify()) {
      return;
    }
    Path trust = tls.trust();
    try {
      TrustAnchors anchors = trust == null ? TrustAnchors.system() : TrustAnchors.pem(trust);
      verifiers.put(backend.name(), new PeerVerifier(anchors, clock));
    } catch (CredentialException e) {
      report(tls.origins(), "trust", e);
    }
  }

  private @Nullable Identity identity(IdentityConfig config) {
    Secret secret = config.password();
    char @Nullable [] password = secret == null ? null : secret.reveal();
    try {
      Identity identity = read(config, password);
      identity.checkValidAt(clock.instant());
      return identity;
    } catch (CredentialException e) {
      report(config.origins(), keyToBlame(config, e), e);
      return null;
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

  private static String keyToBlame(IdentityConfig config, CredentialException e) {
    if (config instanceof IdentityConfig.Pem pem) {
      return e.origin().equals(pem.cert().toString()) ? "cert" : "key";
    }
    return "pkcs12";
  }

  /** Without an RSA key nothing can be encrypted under it; ECDHE works with any identity. */
  private void checkKeyExchange(Terminate tls, List<Identity> configured) {
    if (tls.versions().contains(ProtocolVersion.TLS_1_2)
        && tls.keyExchange().contains(KeyExchangeAlgorithm.RSA)
        && !tls.localCa()
        && configured.stream().noneMatch(identity -> identity.keyKind() == KeyKind.RSA)) {
      problems.add(
          tls.origins().problem("key-exchange", "rsa needs a certificate with an RSA key"));
    }
  }

  private @Nullable IdentitySource source(Terminate tls, List<Identity> configured) {
    IdentitySource fromFiles = configured.isEmpty() ? null : ConfiguredIdentities.of(configured);
    if (!tls.localCa()) {
      return fromFiles;
    }
    Set<KeyKind> kinds = EnumSet.of(KeyKind.EC);
    if (tls.keyExchange().contains(KeyExchangeAlgorithm.RSA)) {
      kinds.add(KeyKind.RSA);
    }
    try {
      if (localCa == null) {
        localCa = LocalCa.open(localCaDirectory, clock);
      }
      IdentitySource minted = localCa.identities(kinds);
      return fromFiles == null ? minted : new MintedBeside(fromFiles, minted);
    } catch (CredentialException e) {
      report(tls.origins(), "local-ca", e);
      return null;
    }
  }

  private void report(Origins origins, String key, CredentialException e) {
    problems.add(origins.problem(key, e.origin() + ": " + e.reason()));
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
