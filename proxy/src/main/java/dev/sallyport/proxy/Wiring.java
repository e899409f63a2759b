package dev.sallyport.proxy;

import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.config.BackendConfig;
import dev.sallyport.config.BackendTlsConfig;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ListenerTlsConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.config.TimeoutsConfig;
import dev.sallyport.proxy.flow.AccessRules;
import dev.sallyport.proxy.flow.Backend;
import dev.sallyport.proxy.flow.Listener;
import dev.sallyport.proxy.flow.Timeouts;
import dev.sallyport.proxy.lifecycle.DialOn;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the words of a configuration into what flows are given. */
final class Wiring {

  private final Configuration configuration;
  private final Credentials credentials;
  private final List<Problem> problems = new ArrayList<>();

  private Wiring(Configuration configuration, Credentials credentials) {
    this.configuration = configuration;
    this.credentials = credentials;
  }

  /**
   * The listeners with their backends behind them, by name, in the order of the configuration.
   *
   * @throws ConfigurationException with every TLS policy that cannot be had
   */
  static List<Listener> listeners(Configuration configuration, Credentials credentials)
      throws ConfigurationException {
    return new Wiring(configuration, credentials).listeners();
  }

  static Timeouts timeouts(TimeoutsConfig timeouts) {
    return new Timeouts(
        timeouts.handshake(),
        timeouts.connect(),
        timeouts.idle(),
        timeouts.halfClose(),
        timeouts.close());
  }

  private List<Listener> listeners() throws ConfigurationException {
    Map<String, Backend> backends = new HashMap<>();
    configuration.backends().forEach((name, backend) -> backends.put(name, backend(backend)));
    List<Listener> listeners = new ArrayList<>();
    for (ListenerConfig config : configuration.listeners()) {
      listeners.add(listener(config, backends));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return listeners;
  }

  private Listener listener(ListenerConfig config, Map<String, Backend> backends) {
    ListenerTlsConfig tls = config.tls();
    return new Listener(
        config.name(),
        mode(tls),
        tls instanceof Terminate terminate ? profile(config.name(), terminate) : null,
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

  private @Nullable ServerProfile profile(String listener, Terminate tls) {
    IdentitySource identities = credentials.identities().get(listener);
    if (identities == null) {
      throw new IllegalStateException("no identities for " + listener);
    }
    try {
      return new ServerProfile(
          identities,
          tls.rejectUnknownName(),
          versions(tls.versions()),
          tls.keyExchange().stream()
              .map(algorithm -> KeyExchange.valueOf(algorithm.name()))
              .collect(Collectors.toUnmodifiableSet()),
          tls.policy().cipherSuites(),
          tls.policy().groups(),
          tls.policy().alpn(),
          TlsLimits.defaults());
    } catch (IllegalArgumentException refused) {
      problems.add(tls.origins().self().problem(String.valueOf(refused.getMessage())));
      return null;
    }
  }

  private static List<TlsVersion> versions(Set<ProtocolVersion> versions) {
    return versions.stream().map(version -> TlsVersion.valueOf(version.name())).sorted().toList();
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
    PeerVerifier verifier = credentials.verifiers().get(backend);
    if (tls.verify() && verifier == null) {
      throw new IllegalStateException("nothing to verify the servers of " + backend + " by");
    }
    return new Backend.Tls(
        verifier,
        tls.serverName(),
        versions(tls.versions()),
        tls.alpn().mirror() ? null : tls.alpn().protocols());
  }
}
