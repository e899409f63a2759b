package dev.sallyport.tls;

import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.OcspStaples;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS server does: its identities and its policy.
 *
 * @param rejectUnknownName whether a name that no identity serves is refused with
 *     unrecognized_name; else the fallback identities serve it
 * @param clientAuthentication null: clients are not asked for certificates
 * @param sessions null: no session is resumed
 * @param staples what is stapled for clients that ask; null: nothing
 */
public record ServerProfile(
    IdentitySource identities,
    boolean rejectUnknownName,
    Policy policy,
    TlsLimits limits,
    @Nullable ClientAuthentication clientAuthentication,
    @Nullable ServerSessions sessions,
    @Nullable OcspStaples staples) {

  /** The default policy, and nothing that is optional. */
  public static ServerProfile of(IdentitySource identities) {
    List<TlsVersion> versions = List.of(TlsVersion.values());
    EnumSet<KeyExchange> keyExchanges = EnumSet.of(KeyExchange.ECDHE);
    return of(identities, Policy.server(versions, keyExchanges, List.of(), List.of()));
  }

  /** Nothing that is optional. */
  public static ServerProfile of(IdentitySource identities, Policy policy) {
    return new ServerProfile(identities, false, policy, TlsLimits.defaults(), null, null, null);
  }

  /** The same with other identities. */
  public ServerProfile withIdentities(IdentitySource others) {
    return new ServerProfile(
        others, rejectUnknownName, policy, limits, clientAuthentication, sessions, staples);
  }

  /** The same, refusing unknown names or serving them. */
  public ServerProfile withRejectUnknownName(boolean reject) {
    return new ServerProfile(
        identities, reject, policy, limits, clientAuthentication, sessions, staples);
  }

  /** The same, asking clients for certificates; null: not asking. */
  public ServerProfile withClientAuthentication(@Nullable ClientAuthentication other) {
    return new ServerProfile(
        identities, rejectUnknownName, policy, limits, other, sessions, staples);
  }

  /** The same with resumption; null: without. */
  public ServerProfile withSessions(@Nullable ServerSessions others) {
    return new ServerProfile(
        identities, rejectUnknownName, policy, limits, clientAuthentication, others, staples);
  }

  /** The same, stapling these; null: nothing. */
  public ServerProfile withStaples(@Nullable OcspStaples others) {
    return new ServerProfile(
        identities, rejectUnknownName, policy, limits, clientAuthentication, sessions, others);
  }

  /**
   * What sessions are resumed by; null if none are. A client that is asked for a certificate shows
   * it on every connection, so that it is verified as it is then.
   */
  public @Nullable ServerSessions resumable() {
    return clientAuthentication == null ? sessions : null;
  }
}
