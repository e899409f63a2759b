package dev.sallyport.tls;

import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.OcspStaples;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * @param clientAuthentication null: clients are not asked for certificates
 * @param sessions null: no session is resumed
 * @param staples what is stapled for clients that ask; null: nothing
 */
public record ServerProfile(
    IdentitySource identities,
    boolean rejectUnknownName,
    List<TlsVersion> versions,
    Set<KeyExchange> keyExchanges,
    List<String> cipherSuites,
    List<String> groups,
    List<String> alpn,
    TlsLimits limits,
    @Nullable ClientAuthentication clientAuthentication,
    @Nullable ServerSessions sessions,
    @Nullable OcspStaples staples) {

  public ServerProfile {
    versions = List.copyOf(versions);
    keyExchanges = Set.copyOf(keyExchanges);
    cipherSuites = List.copyOf(cipherSuites);
    groups = List.copyOf(groups);
    alpn = Policy.checkedAlpn(alpn);
    Policy.server(versions, keyExchanges, cipherSuites, groups);
  }

  /** With what is optional left out. */
  public ServerProfile(
      IdentitySource identities,
      boolean rejectUnknownName,
      List<TlsVersion> versions,
      Set<KeyExchange> keyExchanges,
      List<String> cipherSuites,
      List<String> groups,
      List<String> alpn,
      TlsLimits limits) {
    this(
        identities,
        rejectUnknownName,
        versions,
        keyExchanges,
        cipherSuites,
        groups,
        alpn,
        limits,
        null,
        null,
        null);
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

  /** The same with other identities. */
  public ServerProfile withIdentities(IdentitySource others) {
    return new ServerProfile(
        others,
        rejectUnknownName,
        versions,
        keyExchanges,
        cipherSuites,
        groups,
        alpn,
        limits,
        clientAuthentication,
        sessions,
        staples);
  }

  /** The same, asking clients for certificates; null: not asking. */
  public ServerProfile withClientAuthentication(@Nullable ClientAuthentication authentication) {
    return copy(authentication, sessions, staples);
  }

  /** The same with resumption. */
  public ServerProfile withSessions(@Nullable ServerSessions resumable) {
    return copy(clientAuthentication, resumable, staples);
  }

  private ServerProfile copy(
      @Nullable ClientAuthentication authentication,
      @Nullable ServerSessions resumable,
      @Nullable OcspStaples stapled) {
    return new ServerProfile(
        identities,
        rejectUnknownName,
        versions,
        keyExchanges,
        cipherSuites,
        groups,
        alpn,
        limits,
        authentication,
        resumable,
        stapled);
  }

  /** The same, stapling these. */
  public ServerProfile withStaples(@Nullable OcspStaples stapled) {
    return copy(clientAuthentication, sessions, stapled);
  }

  /**
   * What sessions are resumed by; null if none are. A client that is asked for a certificate shows
   * it on every connection, so that it is verified as it is then.
   */
  public @Nullable ServerSessions resumable() {
    return clientAuthentication == null ? sessions : null;
  }

  /** What can be negotiated, resolved from the lists. */
  public Policy policy() {
    return Policy.server(versions, keyExchanges, cipherSuites, groups);
  }
}
