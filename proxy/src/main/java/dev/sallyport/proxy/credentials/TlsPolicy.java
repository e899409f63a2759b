package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.IdentitySource;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Problem;
import dev.sallyport.config.ProtocolVersion;
import dev.sallyport.config.TlsPolicyConfig;
import dev.sallyport.tls.ImpossiblePolicyException;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a listener is configured to negotiate, in the words of the TLS engine. */
public record TlsPolicy(Terminate tls) {

  /** Why it cannot be had, whatever the certificates are; none if it can. */
  List<Problem> problems() {
    try {
      policy();
      return List.of();
    } catch (ImpossiblePolicyException refused) {
      String what = String.valueOf(refused.getMessage());
      return List.of(tls.origins().problem(key(refused.part()), what));
    }
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
