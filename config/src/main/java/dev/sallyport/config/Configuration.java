package dev.sallyport.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole configuration, checked: what it refers to exists in it.
 *
 * @param listeners at least one, in the order of their names
 * @param backends by name, at least those that listeners and routes name
 */
public record Configuration(
    List<ListenerConfig> listeners,
    Map<String, BackendConfig> backends,
    TimeoutsConfig timeouts,
    ConnectionLogConfig connectionLog,
    TransportConfig transport,
    TcpConfig tcp,
    CryptoConfig crypto,
    KeyLogConfig keyLog,
    TimingConfig timing,
    Origins origins) {

  public Configuration {
    listeners = List.copyOf(listeners);
    backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
    Rules.of(origins)
        .require(!listeners.isEmpty(), "listeners", "needs at least one listener", "listeners")
        .require(
            !keyLog.sharesFileWith(connectionLog),
            keyLog.origins().problem("file", "secrets would go to the file of connection-log"))
        .check();
    Claims claims = new Claims(backends.keySet());
    for (ListenerConfig listener : listeners) {
      claims.bind(listener.name(), listener.bind());
      claims.backend(listener.backend());
      listener.routes().forEach(route -> claims.backend(route.backend()));
    }
  }

  /** The blocks that name files and libraries. */
  public Parts parts() {
    return new Parts(listeners, List.copyOf(backends.values()), crypto);
  }

  /** The same with another connection log. */
  public Configuration withConnectionLog(ConnectionLogConfig other) {
    return new Configuration(
        listeners, backends, timeouts, other, transport, tcp, crypto, keyLog, timing, origins);
  }

  /**
   * The backend {@code name}, as a listener or a route names it.
   *
   * @throws IllegalArgumentException when there is none, which cannot happen for such a name
   */
  public BackendConfig backend(String name) {
    BackendConfig backend = backends.get(name);
    if (backend == null) {
      throw new IllegalArgumentException("no such backend: " + name);
    }
    return backend;
  }
}
