package dev.sallyport.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a backend's servers are spoken to over TLS; a backend without one is sent cleartext.
 *
 * @param verify whether their certificates are checked
 * @param trust a PEM file of anchors, or null: the JVM's default store
 * @param serverName sent as SNI and looked for in the certificate, or null: the server's own host
 * @param versions at least one
 * @param certificate shown to servers that ask for one, or null
 * @param resumption whether their sessions are resumed
 */
public record BackendTlsConfig(
    boolean verify,
    @Nullable Path trust,
    @Nullable String serverName,
    Set<ProtocolVersion> versions,
    UpstreamAlpn alpn,
    @Nullable IdentityConfig certificate,
    boolean resumption,
    Origins origins) {

  public BackendTlsConfig {
    versions = Collections.unmodifiableSet(new TreeSet<>(versions));
    Rules.of(origins)
        .require(!versions.isEmpty(), "versions", "needs at least one version", "versions")
        .require(
            serverName == null || HostNames.isHostName(serverName),
            "server-name",
            "not a host name: \"" + serverName + "\"")
        .check();
  }
}
