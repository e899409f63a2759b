package dev.sallyport.config;

import java.util.List;

/**
 * What a TLS server is ready to agree to, most wanted first.
 *
 * @param cipherSuites {@link TlsNames#CIPHER_SUITES}; empty: the default policy
 * @param groups {@link TlsNames#GROUPS}; empty: the default policy
 * @param alpn protocol names (RFC 7301); empty: none is negotiated
 */
public record TlsPolicyConfig(List<String> cipherSuites, List<String> groups, List<String> alpn) {

  public TlsPolicyConfig {
    cipherSuites = List.copyOf(cipherSuites);
    groups = List.copyOf(groups);
    alpn = List.copyOf(alpn);
  }
}
