package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.config.Config;
import java.util.function.Consumer;

/**
 * Who TLS-Attacker is, and where.
 *
 * @param role the end that it plays
 * @param listener of the proxy, whose client or whose backend's server it is
 * @param settings what its configuration has beside the version's default
 */
record Scene(Role role, TlsVersion version, String listener, Consumer<Config> settings) {
  static final Scene CLIENT_13 = client(TlsVersion.TLS_1_3, "web");
  static final Scene CLIENT_12 = client(TlsVersion.TLS_1_2, "web");
  static final Scene SERVER_13 = server(TlsVersion.TLS_1_3, "plain");
  static final Scene SERVER_12 = server(TlsVersion.TLS_1_2, "plain");

  static Scene client(TlsVersion version, String listener) {
    return new Scene(Role.CLIENT, version, listener, config -> {});
  }

  static Scene server(TlsVersion version, String listener) {
    return new Scene(Role.SERVER, version, listener, config -> {});
  }

  boolean tls13() {
    return version == TlsVersion.TLS_1_3;
  }

  Scene with(Consumer<Config> more) {
    return new Scene(role, version, listener, settings.andThen(more));
  }

  Scene at(String other) {
    return new Scene(role, version, other, settings);
  }

  Config config() {
    Config config = role == Role.CLIENT ? Configs.client(version) : Configs.server(version);
    settings.accept(config);
    return config;
  }

  @Override
  public String toString() {
    return role.label() + ", " + version.label();
  }

  enum Role {
    CLIENT,
    SERVER;

    String label() {
      return this == CLIENT ? "as client" : "as server";
    }
  }

  enum TlsVersion {
    TLS_1_2,
    TLS_1_3;

    String label() {
      return this == TLS_1_2 ? "TLS 1.2" : "TLS 1.3";
    }
  }
}
