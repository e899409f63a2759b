package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.IdentitySource;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.config.TlsPolicyConfig;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.ImpossiblePolicyException;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a listener is configured to negotiate, in the words of the TLS engine. */
public record TlsPolicy(Terminate tls) {

  /** Everything that cannot be had, whatever the certificates are. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    check("cipher-suites", tls.policy().cipherSuites(), CipherSuite::named, problems);
    check("groups", tls.policy().groups(), NamedGroup::named, problems);
    if (problems.isEmpty()) {
      try {
        policy();
      } catch (ImpossiblePolicyException refused) {
        problems.add(problem(key(refused.part()), refused));
      }
    }
    return problems;
  }

  private void check(
      String key, List<String> names, Consumer<String> reader, List<Problem> problems) {
    for (String name : names) {
      try {
        reader.accept(name);
      } catch (IllegalArgumentException refused) {
        problems.add(problem(key, refused));
      }
    }
  }

  private Problem problem(String key, IllegalArgumentException refused) {
    return tls.origins().problem(key, String.valueOf(refused.getMessage()));
  }

  private static String key(ImpossiblePolicyException.Part part) {
    return switch (part) {
      case VERSIONS -> "versions";
      case KEY_EXCHANGES -> "key-exchange";
      case CIPHER_SUITES -> "cipher-suites";
      case GROUPS -> "groups";
    };
  }

  /**
   * What a server does that has these identities to show.
   *
   * @throws IllegalArgumentException where there are problems
   */
  public ServerProfile profile(IdentitySource identities) {
    return ServerProfile.of(identities, policy()).withRejectUnknownName(tls.rejectUnknownName());
  }

  private Policy policy() {
    Set<KeyExchange> keyExchanges =
        tls.keyExchange().stream()
            .map(algorithm -> KeyExchange.valueOf(algorithm.name()))
            .collect(Collectors.toUnmodifiableSet());
    TlsPolicyConfig policy = tls.policy();
    return Policy.server(
            versions(tls.versions()), keyExchanges, policy.cipherSuites(), policy.groups())
        .withAlpn(policy.alpn());
  }

  public static List<TlsVersion> versions(Set<ProtocolVersion> versions) {
    return versions.stream().map(version -> TlsVersion.valueOf(version.name())).sorted().toList();
  }
}
