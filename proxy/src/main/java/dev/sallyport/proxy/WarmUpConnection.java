package dev.sallyport.proxy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.Rehearsal;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of connection that a configuration can make: what a client and a server have to be set
 * to for it.
 *
 * <p>Our client offers neither sessions nor groups beyond its defaults; what only others offer is
 * not among the kinds.
 */
record WarmUpConnection(ServerProfile server, ClientProfile client) {
  private static final int SESSIONS = 100;

  /** What makes a kind of its own of a listener's connection. */
  private record Kind(
      Policy policy, TlsVersion version, KeyKind key, boolean asking, boolean resuming) {}

  /** Collects kinds, each once. */
  static final class Kinds {
    private final InstantSource clock;
    private final Map<Kind, WarmUpConnection> listeners = new LinkedHashMap<>();
    private final Map<TlsVersion, WarmUpConnection> backends = new EnumMap<>(TlsVersion.class);
    private @Nullable Rehearsal rehearsal;

    Kinds(InstantSource clock) {
      this.clock = clock;
    }

    List<WarmUpConnection> all() {
      List<WarmUpConnection> all = new ArrayList<>(listeners.values());
      all.addAll(backends.values());
      return all;
    }

    /**
     * Adds what clients of a listener can have: every version with every kind of key. A client that
     * is asked for a certificate has one, which the server verifies.
     *
     * @param configured every identity from a file, also those that are only shown for their names
     */
    void addListener(ServerProfile profile, List<Identity> configured) {
      IdentitySource source = profile.identities();
      Stream.of(configured, source.fallback(), source.named(Rehearsal.NAME))
          .flatMap(List::stream)
          .forEach(
              identity ->
                  profile.policy().versions().forEach(v -> addListener(profile, identity, v)));
    }

    private void addListener(ServerProfile profile, Identity identity, TlsVersion version) {
      Kind kind =
          new Kind(
              profile.policy(),
              version,
              identity.keyKind(),
              profile.clientAuthentication() != null,
              profile.resumable() != null);
      listeners.computeIfAbsent(
          kind,
          absent ->
              new WarmUpConnection(
                  rehearsed(profile).withIdentities(new Only(identity)),
                  new ClientProfile(
                      null,
                      null,
                      Policy.client(List.of(version)).withAlpn(profile.policy().alpn()),
                      TlsLimits.defaults(),
                      kind.asking() ? rehearsal().client() : null)));
    }

    /** Of another's clients, and with sessions that are forgotten. */
    private ServerProfile rehearsed(ServerProfile profile) {
      ClientAuthentication authentication = profile.clientAuthentication();
      return profile
          .withClientAuthentication(
              authentication == null
                  ? null
                  : new ClientAuthentication(authentication.required(), verifier()))
          .withSessions(
              profile.resumable() == null ? null : ServerSessions.of(new SessionCache(SESSIONS)));
    }

    /** Adds what the servers of a backend can have of us: every version, and verification. */
    void addBackend(Collection<TlsVersion> versions) {
      for (TlsVersion version : versions) {
        backends.computeIfAbsent(
            version,
            absent ->
                new WarmUpConnection(
                    ServerProfile.of(new Only(rehearsal().server())),
                    new ClientProfile(
                        Rehearsal.NAME,
                        verifier(),
                        Policy.client(List.of(version)),
                        TlsLimits.defaults(),
                        null)));
      }
    }

    private PeerVerifier verifier() {
      return new PeerVerifier(rehearsal().anchors(), clock);
    }

    private Rehearsal rehearsal() {
      Rehearsal made = rehearsal;
      if (made == null) {
        made = Rehearsal.at(clock.instant());
        rehearsal = made;
      }
      return made;
    }
  }

  /** One identity for every name. */
  private record Only(Identity identity) implements IdentitySource {
    @Override
    public List<Identity> named(String serverName) {
      return fallback();
    }

    @Override
    public List<Identity> fallback() {
      return List.of(identity);
    }
  }
}
