package dev.sallyport.proxy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a listener is configured to negotiate, in the words of the TLS engine. */
record TlsPolicy(Terminate tls) {
  private static final IdentitySource NOBODY =
      new IdentitySource() {
        @Override
        public List<Identity> named(String serverName) {
          return List.of();
        }

        @Override
        public List<Identity> fallback() {
          return List.of();
        }
      };

  /** Everything that cannot be had, whatever the certificates are. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    check("cipher-suites", tls.policy().cipherSuites(), CipherSuite::named, problems);
    check("groups", tls.policy().groups(), NamedGroup::named, problems);
    if (problems.isEmpty()) {
      check("cipher-suites", List.of(NOBODY), this::profile, problems);
    }
    return problems;
  }

  private <T> void check(String key, List<T> values, Consumer<T> reader, List<Problem> problems) {
    for (T value : values) {
      try {
        reader.accept(value);
      } catch (IllegalArgumentException refused) {
        problems.add(tls.origins().problem(key, String.valueOf(refused.getMessage())));
      }
    }
  }

  /**
   * The same with identities to show.
   *
   * @throws IllegalArgumentException where there are problems
   */
  ServerProfile profile(IdentitySource identities) {
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
  }

  static List<TlsVersion> versions(Set<ProtocolVersion> versions) {
    return versions.stream().map(version -> TlsVersion.valueOf(version.name())).sorted().toList();
  }
}
