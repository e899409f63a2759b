package dev.sallyport.tls.bc;

import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a server is about: the name that is asked for, the protocol and the
 * certificate. A session of other terms is not resumed.
 */
final class SessionTerms {

  /** How far the clocks of proxies that share keys may be apart. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final ServerSessions sessions;
  private final List<String> alpn;
  private final ServerIdentities identities;
  private final Conversation conversation;

  /**
   * @param alpn protocols in our order
   */
  SessionTerms(
      List<String> alpn,
      ServerSessions sessions,
      ServerIdentities identities,
      Conversation conversation) {
    this.sessions = sessions;
    this.alpn = alpn;
    this.identities = identities;
    this.conversation = conversation;
  }

  boolean fit(SessionState state, TlsVersion version) {
    return state.version() == version
        && young(state)
        && Objects.equals(state.serverName(), serverName())
        && Objects.equals(state.alpn(), alpn())
        && identities.have(state.certificate());
  }

  private boolean young(SessionState state) {
    Instant now = sessions.now();
    return !state.issuedAt().isAfter(now.plus(SKEW))
        && !now.isAfter(state.issuedAt().plus(sessions.lifetime()))
        && !now.isAfter(state.begunAt().plus(ServerSessions.MAX_LIFETIME));
  }

  /**
   * A session of this connection.
   *
   * @param before the one that is resumed; null after a full handshake
   */
  SessionState session(
      TlsVersion version,
      int cipherSuite,
      @Nullable SessionState before,
      String certificate,
      byte[] secret) {
    Instant now = sessions.now();
    Instant begun = before == null ? now : before.begunAt();
    return new SessionState(
        version, cipherSuite, begun, now, serverName(), alpn(), certificate, secret);
  }

  private @Nullable String serverName() {
    return conversation.hello().serverName();
  }

  /** The protocol that is negotiated. */
  private @Nullable String alpn() {
    List<String> offered = conversation.hello().alpn();
    return alpn.stream().filter(offered::contains).findFirst().orElse(null);
  }
}
