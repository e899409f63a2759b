package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.ConfiguredIdentities;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.OcspStaples;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.config.BackendConfig;
import dev.sallyport.config.BackendTlsConfig;
import dev.sallyport.config.ClientAuth;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.IdentityConfig;
import dev.sallyport.config.KeyExchangeAlgorithm;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Origins;
import dev.sallyport.config.Parts;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.TicketKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects the {@link Credentials} that can be read, and every problem with those that cannot; in
 * one pass over a configuration.
 */
final class CredentialReader {
  private final InstantSource clock;
  private final HeldCredentials held;
  private final boolean running;
  private final Owners<ListenerCredentials> listeners;
  private final Owners<BackendCredentials> backends;
  private final List<String> renewed = new ArrayList<>();
  private final Set<Path> renewedFiles = new HashSet<>();
  private final List<Problem> problems;
  private final List<Problem> cautions;

  /**
   * A reader for one time.
   *
   * @param localCa has the local CA opened, where it is used
   * @param files what was read before, and will be kept
   * @param last what is in use and stays so where nothing better can be had; null: nothing is
   */
  CredentialReader(
      HeldFiles.Source<LocalCa> localCa,
      InstantSource clock,
      HeldFiles files,
      @Nullable Credentials last) {
    this.clock = clock;
    this.held = new HeldCredentials(localCa, clock, files, last != null);
    this.problems = held.problems();
    this.cautions = held.cautions();
    this.running = last != null;
    this.listeners = new Owners<>("listener ", last == null ? Map.of() : last.listeners());
    this.backends = new Owners<>("backend ", last == null ? Map.of() : last.backends());
  }

  void read(Parts configuration) {
    configuration.listeners().forEach(this::listener);
    configuration.backends().forEach(this::backend);
  }

  /**
   * What was read.
   *
   * @throws ConfigurationException with every problem
   */
  Credentials credentials() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return renewal().credentials();
  }

  /** What was read, where it can be used. */
  Credentials.Renewal renewal() {
    return new Credentials.Renewal(
        new Credentials(listeners.now, backends.now, cautions), renewed, renewedFiles, problems);
  }

  /** The credentials of all listeners, or of all backends: those of before and those of now. */
  private final class Owners<T> {
    private final String kind;
    private final Map<String, T> last;
    private final Map<String, T> now = new HashMap<>();

    Owners(String kind, Map<String, T> last) {
      this.kind = kind;
      this.last = last;
    }

    /** Takes what can be used and is not what there was before. */
    void take(String name, @Nullable T read, boolean usable) {
      T before = last.get(name);
      Set<Path> files = held.takeAsked();
      if (read != null && usable && !read.equals(before)) {
        now.put(name, read);
        renewed.add(kind + name);
        renewedFiles.addAll(files);
      } else if (before != null) {
        now.put(name, before);
      }
    }
  }

  private void listener(ListenerConfig listener) {
    if (listener.tls() instanceof Terminate tls) {
      int before = problems.size();
      ListenerCredentials read =
          unlessBroken(tls.origins(), () -> credentials(listener.name(), tls));
      listeners.take(listener.name(), read, problems.size() == before);
    }
  }

  /** What goes wrong with the credentials of one, foreseen or not, is a problem of that one. */
  private <T> @Nullable T unlessBroken(Origins origins, Supplier<@Nullable T> credentials) {
    try {
      return credentials.get();
    } catch (RuntimeException | StackOverflowError e) {
      problems.add(origins.problem("", "cannot be made: " + e));
      return null;
    }
  }

  private void backend(BackendConfig backend) {
    BackendTlsConfig tls = backend.tls();
    if (tls != null) {
      int before = problems.size();
      BackendCredentials read =
          unlessBroken(
              tls.origins(),
              () ->
                  new BackendCredentials(
                      tls.verify() ? verifier(tls) : null,
                      tls.certificate() == null ? null : held.identity(tls.certificate())));
      backends.take(backend.name(), read, problems.size() == before);
    }
  }

  /** Null, with a problem, where a listener has nothing to show. */
  private @Nullable ListenerCredentials credentials(String listener, Terminate tls) {
    problems.addAll(new TlsPolicy(tls).problems());
    int before = problems.size();
    List<Identity> configured = new ArrayList<>();
    for (IdentityConfig config : tls.certificates()) {
      Identity identity = held.identity(config);
      if (identity != null) {
        configured.add(identity);
      }
    }
    if (problems.size() == before) {
      checkKeyExchange(tls, configured);
    }
    ClientAuthentication clients = clientAuthentication(tls);
    OcspStaples staples = staples(listener, tls, configured);
    List<TicketKey> ticketKeys = held.ticketKeys(tls);
    IdentitySource source = source(tls, configured);
    return source == null
        ? null
        : new ListenerCredentials(configured, source, clients, staples, ticketKeys);
  }

  private @Nullable PeerVerifier verifier(BackendTlsConfig tls) {
    Path trust = tls.trust();
    return trust == null ? held.systemVerifier(tls.origins()) : held.verifier(tls.origins(), trust);
  }

  private @Nullable ClientAuthentication clientAuthentication(Terminate tls) {
    Path trust = tls.clientAuth().trust();
    if (tls.clientAuth().mode() == ClientAuth.NONE || trust == null) {
      return null;
    }
    PeerVerifier verifier = held.verifier(tls.origins(), trust);
    return verifier == null
        ? null
        : new ClientAuthentication(tls.clientAuth().mode() == ClientAuth.REQUIRED, verifier);
  }

  /** What is wrong with a response is to a running proxy no reason to keep the rest. */
  private OcspStaples staples(String listener, Terminate tls, List<Identity> configured) {
    ListenerCredentials before = listeners.last.get(listener);
    StapleChoice choice =
        new StapleChoice(
            tls,
            configured,
            before == null ? List.of() : before.staples().responses(),
            clock.instant(),
            cautions::add,
            running ? cautions::add : problems::add);
    List<OcspResponse> usable = new ArrayList<>();
    for (Path file : tls.ocspStapling()) {
      OcspResponse read = held.response(tls.origins(), file);
      OcspResponse chosen = read == null ? null : choice.of(read);
      if (chosen != null) {
        usable.add(chosen);
      }
    }
    return new OcspStaples(usable, configured, clock);
  }

  /** Nothing can be encrypted under another key than RSA, nor does DHE sign with one here. */
  private void checkKeyExchange(Terminate tls, List<Identity> configured) {
    if (tls.versions().contains(ProtocolVersion.TLS_1_2)
        && rsaKeyNeeded(tls)
        && !tls.localCa()
        && configured.stream().noneMatch(identity -> identity.keyKind() == KeyKind.RSA)) {
      String needing = tls.keyExchange().contains(KeyExchangeAlgorithm.DHE) ? "dhe" : "rsa";
      String lacking =
          configured.stream().map(Identity::origin).collect(Collectors.joining(", ", ", not ", ""));
      problems.add(
          tls.origins()
              .problem("key-exchange", needing + " needs a certificate with an RSA key" + lacking));
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
    IdentitySource minted = held.minted(tls.origins(), kinds);
    return fromFiles == null || minted == null ? minted : new MintedBeside(fromFiles, minted);
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
