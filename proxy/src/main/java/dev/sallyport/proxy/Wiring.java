package dev.sallyport.proxy;

import dev.sallyport.config.BackendConfig;
import dev.sallyport.config.BackendTlsConfig;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ListenerTlsConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.TimeoutsConfig;
import dev.sallyport.proxy.credentials.BackendCredentials;
import dev.sallyport.proxy.credentials.Credentials;
import dev.sallyport.proxy.credentials.ListenerCredentials;
import dev.sallyport.proxy.credentials.TlsPolicy;
import dev.sallyport.proxy.flow.AccessRules;
import dev.sallyport.proxy.flow.Backend;
import dev.sallyport.proxy.flow.Listener;
import dev.sallyport.proxy.flow.Timeouts;
import dev.sallyport.proxy.lifecycle.DialOn;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Turns the words of a configuration into what flows are given. */
final class Wiring {

  private final Configuration configuration;
  private final Map<String, Backend> backends = new HashMap<>();
  private final List<Listener> listeners = new ArrayList<>();
  private volatile Credentials credentials;
  private final SessionCache sessionIds = new SessionCache(SessionCache.DEFAULT_CAPACITY);
  private final Map<String, ServerSessions> sessions = new HashMap<>();

  /**
   * Wires listeners and backends.
   *
   * @param credentials those of this very configuration
   */
  Wiring(Configuration configuration, Credentials credentials) {
    this.configuration = configuration;
    this.credentials = credentials;
    configuration.backends().forEach((name, backend) -> backends.put(name, backend(backend)));
    configuration.listeners().forEach(listener -> listeners.add(listener(listener)));
  }

  /** The listeners with their backends behind them, in the order of the configuration. */
  List<Listener> listeners() {
    return List.copyOf(listeners);
  }

  /** Every kind of TLS connection that can come to be, for a rehearsal. Of any thread. */
  List<WarmUpConnection> kindsOfConnections(InstantSource clock) {
    WarmUpConnection.Kinds kinds = new WarmUpConnection.Kinds(clock);
    for (Listener listener : listeners) {
      ServerProfile profile = listener.profile();
      if (profile != null) {
        ListenerCredentials own = credentials.listeners().get(listener.name());
        kinds.addListener(profile, own == null ? List.of() : own.certificates());
      }
    }
    for (BackendConfig backend : configuration.backends().values()) {
      BackendTlsConfig tls = backend.tls();
      if (tls != null) {
        kinds.addBackend(TlsPolicy.versions(tls.versions()));
      }
    }
    return kinds.all();
  }

  /**
   * Gives listeners and backends other credentials: handshakes that begin from now on use them.
   * Each listener and backend takes all of its own at once; one whose own are the very same is left
   * alone. One caller at a time, of any thread.
   */
  void renew(Credentials renewed) {
    Credentials last = credentials;
    credentials = renewed;
    for (int i = 0; i < listeners.size(); i++) {
      ListenerConfig config = configuration.listeners().get(i);
      AtomicReference<ServerProfile> profiles = listeners.get(i).profiles();
      if (profiles != null
          && config.tls() instanceof Terminate terminate
          && isNew(config.name(), last.listeners(), renewed.listeners())) {
        profiles.set(profile(config.name(), terminate));
      }
    }
    backends.forEach(
        (name, backend) -> {
          BackendTlsConfig tls = configuration.backend(name).tls();
          if (tls != null && isNew(name, last.backends(), renewed.backends())) {
            backend.replaceTls(tls(name, tls));
          }
        });
  }

  private static boolean isNew(String name, Map<String, ?> last, Map<String, ?> renewed) {
    return renewed.get(name) != last.get(name);
  }

  static Timeouts timeouts(TimeoutsConfig timeouts) {
    return new Timeouts(
        timeouts.handshake(),
        timeouts.connect(),
        timeouts.idle(),
        timeouts.halfClose(),
        timeouts.close());
  }

  private Listener listener(ListenerConfig config) {
    ListenerTlsConfig tls = config.tls();
    return new Listener(
        config.name(),
        mode(tls),
        tls instanceof Terminate terminate
            ? new AtomicReference<>(profile(config.name(), terminate))
            : null,
        DialOn.valueOf(config.dialOn().name()),
        Listener.Header.valueOf(config.proxyProtocol().name()),
        new AccessRules(config.access()::permits, config.access().maxConnectionsPerAddress()),
        serverName -> {
          Backend backend = backends.get(config.backendFor(serverName));
          if (backend == null) {
            throw new IllegalStateException("checked when the configuration was read");
          }
          return backend;
        });
  }

  private static TlsMode mode(@Nullable ListenerTlsConfig tls) {
    if (tls == null) {
      return TlsMode.NONE;
    }
    return tls instanceof Terminate ? TlsMode.ENDPOINT : TlsMode.PASSTHROUGH;
  }

  private ServerProfile profile(String listener, Terminate tls) {
    ListenerCredentials own = own(listener, credentials.listeners());
    return new TlsPolicy(tls)
        .profile(own.identities())
        .withClientAuthentication(own.clients())
        .withStaples(own.staples())
        .withSessions(sessions(listener, tls, own.ticketKeys()));
  }

  private static <T> T own(String name, Map<String, T> credentials) {
    T own = credentials.get(name);
    if (own == null) {
      throw new IllegalStateException("no credentials for " + name);
    }
    return own;
  }

  /**
   * The same whenever credentials are renewed, so that sessions can be resumed; of keys that are
   * shared by a file, those that it holds now.
   */
  private @Nullable ServerSessions sessions(
      String listener, Terminate tls, List<TicketKey> shared) {
    if (!tls.resumption().on()) {
      return null;
    }
    if (shared.isEmpty()) {
      return sessions.computeIfAbsent(listener, name -> ServerSessions.of(sessionIds));
    }
    ServerSessions own =
        sessions.computeIfAbsent(
            listener, name -> ServerSessions.of(sessionIds, TicketKeys.shared(shared)));
    own.keys().replace(shared);
    return own;
  }

  private Backend backend(BackendConfig config) {
    return new Backend(
        config.name(),
        config.servers().stream()
            .map(server -> new Backend.Server(server.host(), server.port()))
            .toList(),
        Backend.Balance.valueOf(config.balance().name()),
        config.tls() == null ? null : tls(config.name(), config.tls()),
        config.sourceAddress(),
        switch (config.proxyProtocol()) {
          case OFF -> null;
          case V1 -> HAProxyProtocolVersion.V1;
          case V2 -> HAProxyProtocolVersion.V2;
        });
  }

  private Backend.Tls tls(String backend, BackendTlsConfig tls) {
    BackendCredentials own = own(backend, credentials.backends());
    if (tls.verify() && own.verifier() == null) {
      throw new IllegalStateException("nothing to verify the servers of " + backend + " by");
    }
    return new Backend.Tls(
        own.verifier(),
        own.shown(),
        tls.serverName(),
        TlsPolicy.versions(tls.versions()),
        tls.alpn().mirror() ? null : tls.alpn().protocols(),
        tls.resumption());
  }
}
