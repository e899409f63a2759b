package dev.sallyport.tls;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.ServerVerifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS client does: whom it asks for, and whether it believes the answer.
 *
 * @param serverName the name or address the server must prove; sent as SNI if it is a DNS name.
 *     Null only without a verifier
 * @param verifier null: any certificate will do
 * @param identity shown to a server that asks for a certificate and can verify this one's
 *     signatures; null: none is
 */
public record ClientProfile(
    @Nullable String serverName,
    @Nullable ServerVerifier verifier,
    Policy policy,
    TlsLimits limits,
    @Nullable Identity identity) {

  public ClientProfile {
    if (verifier != null && serverName == null) {
      throw new IllegalArgumentException("a server without a name cannot be verified");
    }
  }

  /**
   * Without an identity.
   *
   * @param alpn protocols to offer, in order; empty: none
   */
  public ClientProfile(
      @Nullable String serverName,
      @Nullable ServerVerifier verifier,
      List<TlsVersion> versions,
      List<String> alpn,
      TlsLimits limits) {
    this(serverName, verifier, Policy.client(versions).withAlpn(alpn), limits, null);
  }

  /** The default policy. */
  public static ClientProfile of(@Nullable String serverName, @Nullable ServerVerifier verifier) {
    return new ClientProfile(
        serverName, verifier, List.of(TlsVersion.values()), List.of(), TlsLimits.defaults());
  }

  /** The same with a certificate of our own for servers that ask; null: without. */
  public ClientProfile withIdentity(@Nullable Identity own) {
    return new ClientProfile(serverName, verifier, policy, limits, own);
  }
}
