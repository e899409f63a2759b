package dev.sallyport.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code listeners}: an address where clients are accepted and what is done for them.
 * It has as many components as the entry has keys.
 *
 * @param name the entry's name
 * @param tls null: cleartext
 * @param dialOn when a flow dials its backend
 * @param backlog length of the kernel's accept queue
 * @param maxConnections accepting ceases while there are this many
 * @param backend the name of the backend of flows that match no route
 */
public record ListenerConfig(
    String name,
    BindAddress bind,
    ProxyProtocolIn proxyProtocol,
    @Nullable ListenerTlsConfig tls,
    DialOn dialOn,
    AccessConfig access,
    int backlog,
    int maxConnections,
    String backend,
    List<RouteConfig> routes,
    Origins origins) {

  public ListenerConfig {
    routes = List.copyOf(routes);
    Rules rules = Rules.of(origins).require(Names.valid(name), "", Names.WANTED);
    rules
        .range("backlog", backlog, 1, 65535)
        .range("max-connections", maxConnections, 1, 10_000_000)
        .range(
            "max-connections-per-address", access.maxConnectionsPerAddress(), 0, Integer.MAX_VALUE);
    requireDialInTime(rules, tls, dialOn, !routes.isEmpty());
    requireDifferentNames(rules, routes);
    rules.check();
  }

  private static void requireDialInTime(
      Rules rules, @Nullable ListenerTlsConfig tls, DialOn dialOn, boolean routed) {
    boolean passthrough = tls instanceof ListenerTlsConfig.Passthrough;
    rules
        .require(tls != null || !routed, "routes", "needs tls: routes go by server name", "tls")
        .require(
            tls != null || routed || dialOn == DialOn.ACCEPTED,
            "dial-on",
            "without tls there is no " + dialOn + " to wait for",
            "tls",
            "routes")
        .require(
            dialOn != DialOn.ACCEPTED || !routed,
            "dial-on",
            "accepted is too early for routes, which need the ClientHello (hello or handshake)")
        .require(
            dialOn != DialOn.HANDSHAKE || !passthrough,
            "dial-on",
            "with mode = passthrough there is no handshake here (accepted or hello)",
            "tls");
  }

  private static void requireDifferentNames(Rules rules, List<RouteConfig> routes) {
    Set<String> seen = new HashSet<>();
    for (RouteConfig route : routes) {
      String what = "more than one route for " + route.serverName();
      rules.require(seen.add(route.serverName()), route.origins().problem("server-name", what));
    }
  }

  /**
   * The backend for a client that asked for {@code serverName} (null: did not ask), exact first.
   */
  public String backendFor(@Nullable String serverName) {
    if (serverName == null) {
      return backend;
    }
    String name = serverName.toLowerCase(Locale.ROOT);
    String wildcard = backend;
    for (RouteConfig route : routes) {
      if (route.matches(name)) {
        if (route.exact()) {
          return route.backend();
        }
        wildcard = route.backend();
      }
    }
    return wildcard;
  }
}
