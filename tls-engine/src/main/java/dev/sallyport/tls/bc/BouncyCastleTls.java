package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyLog;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsSink;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The maker of TLS engines that share one provider of cryptography, its random source and its
 * cached keys: one per event loop. Neither it nor its engines are thread-safe.
 */
public final class BouncyCastleTls {
  private final Crypto crypto;
  private final Credentials credentials;
  private final ClientSessions sessions;
  private final CertificateRequests certificateRequests = new CertificateRequests();

  /** Engines with the cryptography of the JDK. */
  public BouncyCastleTls() {
    this(CryptoTier.jdk());
  }

  public BouncyCastleTls(CryptoTier tier) {
    this(tier, InstantSource.system());
  }

  /**
   * @param clock tells the age of sessions that clients resume
   */
  public BouncyCastleTls(CryptoTier tier, InstantSource clock) {
    sessions = new ClientSessions(clock);
    crypto = new Crypto(tier);
    credentials = new Credentials(crypto);
  }

  /**
   * A server's engine for one connection.
   *
   * @param nanos the clock that stamps events and measures, in nanoseconds
   */
  public TlsEngine server(ServerProfile profile, TlsSink sink, LongSupplier nanos) {
    return server(profile, sink, nanos, null);
  }

  /**
   * The same, with secrets logged.
   *
   * @param log asked by the name that the client asks for; null: none are logged
   */
  public TlsEngine server(
      ServerProfile profile, TlsSink sink, LongSupplier nanos, @Nullable KeyLog log) {
    Conversation conversation = new Conversation(Role.SERVER, profile.limits(), sink, nanos);
    ServerPeer peer =
        new ServerPeer(crypto, profile, credentials, certificateRequests, conversation);
    Secrets secrets = Secrets.of(log, () -> conversation.hello().serverName());
    Tap tap = new Tap(conversation, secrets, peer.transcript());
    return new Engine(new ServerProtocol(peer, tap), conversation, crypto);
  }

  /**
   * A client's engine for one connection.
   *
   * @param nanos the clock that stamps events and measures, in nanoseconds
   */
  public TlsEngine client(ClientProfile profile, TlsSink sink, LongSupplier nanos) {
    return client(profile, sink, nanos, null);
  }

  /**
   * The same, with secrets logged.
   *
   * @param log asked by the name in the profile; null: none are logged
   */
  public TlsEngine client(
      ClientProfile profile, TlsSink sink, LongSupplier nanos, @Nullable KeyLog log) {
    return client(profile, sink, nanos, log, null);
  }

  /**
   * The same, that resumes the sessions which earlier clients of this maker with an equal profile
   * had from the same server, and keeps its own for later ones.
   *
   * @param server its address; null: no session is resumed or kept
   */
  public TlsEngine client(
      ClientProfile profile,
      TlsSink sink,
      LongSupplier nanos,
      @Nullable KeyLog log,
      @Nullable SocketAddress server) {
    Conversation conversation = new Conversation(Role.CLIENT, profile.limits(), sink, nanos);
    ClientResumption resumption =
        server == null
            ? null
            : new ClientResumption(crypto, sessions, new ClientSessions.Server(server, profile));
    ClientPeer peer = new ClientPeer(crypto, profile, credentials, conversation, resumption);
    Transcript transcript = resumption == null ? null : resumption.transcript();
    Tap tap = new Tap(conversation, Secrets.of(log, profile::serverName), transcript);
    return new Engine(new ClientProtocol(peer, tap), conversation, crypto);
  }
}
