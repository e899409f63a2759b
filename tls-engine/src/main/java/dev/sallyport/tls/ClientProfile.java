package dev.sallyport.tls;

import dev.sallyport.certs.PeerVerifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS client does: whom it asks for, and whether it believes the answer.
 *
 * @param serverName the name or address the server must prove; sent as SNI if it is a DNS name.
 *     Null only without a verifier
 * @param verifier null: any certificate will do
 * @param alpn protocols to offer, in order; empty: none
 */
public record ClientProfile(
    @Nullable String serverName,
    @Nullable PeerVerifier verifier,
    List<TlsVersion> versions,
    List<String> alpn,
    TlsLimits limits) {

  public ClientProfile {
    versions = List.copyOf(versions);
    alpn = Policy.checkedAlpn(alpn);
    Policy.client(versions);
    if (verifier != null && serverName == null) {
      throw new IllegalArgumentException("a server without a name cannot be verified");
    }
  }

  /** The default policy. */
  public static ClientProfile of(@Nullable String serverName, @Nullable PeerVerifier verifier) {
    return new ClientProfile(
        serverName, verifier, List.of(TlsVersion.values()), List.of(), TlsLimits.defaults());
  }

  /** What can be negotiated. */
  public Policy policy() {
    return Policy.client(versions);
  }
}
