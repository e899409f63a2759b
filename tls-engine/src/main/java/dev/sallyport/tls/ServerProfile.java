package dev.sallyport.tls;

import dev.sallyport.certs.IdentitySource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a TLS server does: its identities and its policy. Checked when it is made: an {@link
 * IllegalArgumentException} says which value cannot be, and what can.
 *
 * @param rejectUnknownName whether a name that no identity serves is refused with
 *     unrecognized_name; else the fallback identities serve it
 * @param keyExchanges those of TLS 1.2: {@link KeyExchange#ECDHE}, {@link KeyExchange#DHE}, {@link
 *     KeyExchange#RSA}
 * @param cipherSuites IANA names in the server's order; empty for the default policy. Exactly these
 *     can be negotiated: a version for which none is listed is not spoken
 * @param groups IANA names in the server's order; empty for the default policy
 * @param alpn protocols in the server's order; empty: none is negotiated
 */
public record ServerProfile(
    IdentitySource identities,
    boolean rejectUnknownName,
    List<TlsVersion> versions,
    Set<KeyExchange> keyExchanges,
    List<String> cipherSuites,
    List<String> groups,
    List<String> alpn,
    TlsLimits limits) {

  public ServerProfile {
    versions = List.copyOf(versions);
    keyExchanges = Set.copyOf(keyExchanges);
    cipherSuites = List.copyOf(cipherSuites);
    groups = List.copyOf(groups);
    alpn = Policy.checkedAlpn(alpn);
    Policy.server(versions, keyExchanges, cipherSuites, groups);
  }

  /** The default policy. */
  public static ServerProfile of(IdentitySource identities) {
    return new ServerProfile(
        identities,
        false,
        List.of(TlsVersion.values()),
        EnumSet.of(KeyExchange.ECDHE),
        List.of(),
        List.of(),
        List.of(),
        TlsLimits.defaults());
  }

  /** What can be negotiated, resolved from the lists. */
  public Policy policy() {
    return Policy.server(versions, keyExchanges, cipherSuites, groups);
  }
}
