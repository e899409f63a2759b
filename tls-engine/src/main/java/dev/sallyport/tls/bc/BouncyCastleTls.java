package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsSink;
import java.util.function.LongSupplier;

/**
 * The maker of TLS engines that share one provider of cryptography, its random source and its
 * cached keys: one per event loop. Neither it nor its engines are thread-safe.
 */
public final class BouncyCastleTls {
  private final Crypto crypto = new Crypto();
  private final Credentials credentials = new Credentials(crypto);

  /**
   * A server's engine for one connection.
   *
   * @param nanos the clock that stamps events and measures, in nanoseconds
   */
  public TlsEngine server(ServerProfile profile, TlsSink sink, LongSupplier nanos) {
    Conversation conversation = new Conversation(Role.SERVER, profile.limits(), sink, nanos);
    ServerPeer peer = new ServerPeer(crypto, profile, credentials, conversation);
    return new Engine(new ServerProtocol(peer, conversation), conversation, crypto);
  }

  /**
   * A client's engine for one connection.
   *
   * @param nanos the clock that stamps events and measures, in nanoseconds
   */
  public TlsEngine client(ClientProfile profile, TlsSink sink, LongSupplier nanos) {
    Conversation conversation = new Conversation(Role.CLIENT, profile.limits(), sink, nanos);
    ClientPeer peer = new ClientPeer(crypto, profile, conversation);
    return new Engine(new ClientProtocol(peer, conversation), conversation, crypto);
  }
}
