package dev.sallyport.config;

import java.util.Locale;

/**
 * An entry of {@code routes}: flows whose ClientHello asks for a name go to a backend of their own.
 *
 * @param serverName a host name, or {@code *.} and a host name, which stands for one more label;
 *     lower case
 * @param backend the name of a configured backend
 */
public record RouteConfig(String serverName, String backend, Origins origins) {

  public RouteConfig {
    serverName = serverName.toLowerCase(Locale.ROOT);
    Rules.of(origins)
        .require(
            HostNames.isPattern(serverName),
            "server-name",
            "not a host name, or *. and a host name: \"" + serverName + "\"")
        .check();
  }

  /** Whether this is a name and not a pattern. */
  public boolean exact() {
    return !serverName.startsWith("*.");
  }

  /** Whether {@code name}, in lower case, is what this route is for. */
  boolean matches(String name) {
    return HostNames.matches(serverName, name);
  }
}
