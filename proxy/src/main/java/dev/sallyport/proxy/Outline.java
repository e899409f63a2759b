package dev.sallyport.proxy;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.config.BackendConfig;
import dev.sallyport.config.BackendTlsConfig;
import dev.sallyport.config.ClientAuth;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ListenerTlsConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.config.RouteConfig;
import dev.sallyport.proxy.credentials.BackendCredentials;
import dev.sallyport.proxy.credentials.Credentials;
import dev.sallyport.proxy.credentials.ListenerCredentials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a configuration amounts to, in a few lines for a person. */
record Outline(Configuration configuration, Credentials credentials) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    configuration.listeners().forEach(listener -> listener(listener, lines));
    configuration.backends().values().forEach(backend -> lines.add(backend(backend)));
    Path log = configuration.connectionLog().file();
    lines.add("connection log: " + (log == null ? "standard output" : log));
    return lines;
  }

  private void listener(ListenerConfig listener, List<String> lines) {
    lines.add(
        "listener %s: %s, %s, to backend %s"
            .formatted(listener.name(), listener.bind(), tls(listener.tls()), listener.backend()));
    ListenerCredentials own = credentials.listeners().get(listener.name());
    List<Identity> identities = own == null ? List.of() : own.certificates();
    identities.forEach(identity -> lines.add("  " + certificate(identity)));
    if (listener.tls() instanceof Terminate tls && tls.localCa()) {
      lines.add(
          (identities.isEmpty() ? "  any name" : "  other names") + ": a leaf of the local CA");
    }
    if (listener.tls() instanceof Terminate tls && tls.clientAuth().mode() != ClientAuth.NONE) {
      lines.add(
          "  client certificates: %s, verified against %s"
              .formatted(tls.clientAuth().mode(), tls.clientAuth().trust()));
    }
    for (RouteConfig route : listener.routes()) {
      lines.add("  " + route.serverName() + " to backend " + route.backend());
    }
  }

  private static String tls(@Nullable ListenerTlsConfig tls) {
    if (tls == null) {
      return "cleartext";
    }
    return tls instanceof Terminate terminate
        ? "TLS " + versions(terminate.versions()) + " terminated"
        : "TLS passed through";
  }

  private static String certificate(Identity identity) {
    CertificateSummary summary = CertificateSummary.of(identity.leaf());
    return "%s: %s, %s, until %s"
        .formatted(
            identity.origin(), String.join(" ", summary.sans()), summary.key(), summary.lastDay());
  }

  private String backend(BackendConfig backend) {
    String servers =
        backend.servers().stream().map(Object::toString).collect(Collectors.joining(" "));
    BackendCredentials own = credentials.backends().get(backend.name());
    Identity shown = own == null ? null : own.shown();
    return "backend %s: %s, %s".formatted(backend.name(), servers, tls(backend.tls()))
        + (shown == null ? "" : ", shown " + certificate(shown));
  }

  private static String tls(@Nullable BackendTlsConfig tls) {
    if (tls == null) {
      return "cleartext";
    }
    Path trust = tls.trust();
    String verified =
        tls.verify()
            ? "verified against " + (trust == null ? "the system's trust store" : trust)
            : "not verified";
    return "TLS " + versions(tls.versions()) + " " + verified;
  }

  private static String versions(Set<ProtocolVersion> versions) {
    return versions.stream().sorted().map(Object::toString).collect(Collectors.joining(", "));
  }
}
