package dev.sallyport.proxy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import dev.sallyport.tls.bc.BouncyCastleTls;
import dev.sallyport.tls.bc.CryptoTier;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Connections in memory before the first client comes, so that its record does not show how long
 * the JVM takes to load and compile the TLS engine.
 *
 * <p>Costs the start at most a second of one core where a listener ends TLS. A handshake that
 * fails, since a listener wants what our own client does not offer, warms up what it reached.
 */
final class WarmUp {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int DATA = 1 << 16;

  private final BouncyCastleTls tls;
  private final ServerProfile profile;
  private final TlsVersion version;

  private WarmUp(BouncyCastleTls tls, ServerProfile profile, TlsVersion version) {
    this.tls = tls;
    this.profile = profile;
    this.version = version;
  }

  /**
   * Connects with every version and every kind of key that a listener has for clients that ask for
   * no name, over and over for as long as the limit allows, and at least once. Nobody is asked for
   * a certificate.
   */
  static void run(CryptoTier crypto, List<ServerProfile> profiles) {
    BouncyCastleTls tls = new BouncyCastleTls(crypto);
    List<WarmUp> all =
        profiles.stream()
            .map(profile -> profile.withClientAuthentication(null))
            .flatMap(WarmUp::ofEachKey)
            .flatMap(
                p -> p.policy().versions().stream().map(version -> new WarmUp(tls, p, version)))
            .toList();
    long begin = Ticker.SYSTEM.nanos();
    do {
      all.forEach(WarmUp::connect);
    } while (!all.isEmpty() && Ticker.SYSTEM.nanos() - begin < LIMIT.toNanos());
  }

  /** An EC key would be taken whenever there is one. */
  private static Stream<ServerProfile> ofEachKey(ServerProfile profile) {
    List<Identity> identities = profile.identities().fallback();
    if (identities.size() == 1) {
      return Stream.of(profile);
    }
    return identities.stream().map(identity -> profile.withIdentities(new Only(identity)));
  }

  private void connect() {
    Outbox toServer = new Outbox();
    Outbox toClient = new Outbox();
    ClientProfile anyone =
        new ClientProfile(null, null, List.of(version), List.of(), TlsLimits.defaults());
    TlsEngine client = tls.client(anyone, toServer, Ticker.SYSTEM::nanos);
    TlsEngine server = tls.server(profile, toClient, Ticker.SYSTEM::nanos);
    server.begin();
    client.begin();
    exchange(client, toServer, server, toClient);
    if (client.canSend() && server.canSend()) {
      client.send(new byte[DATA], 0, DATA);
      server.send(new byte[DATA], 0, DATA);
      client.closeOutput();
      server.closeOutput();
      exchange(client, toServer, server, toClient);
    }
  }

  /** Carries bytes to and fro until neither side has any. */
  private static void exchange(
      TlsEngine client, Outbox toServer, TlsEngine server, Outbox toClient) {
    int carried;
    do {
      carried = toServer.carryTo(server) + toClient.carryTo(client);
    } while (carried > 0);
  }

  /** One identity for every name. */
  private record Only(Identity identity) implements IdentitySource {
    @Override
    public List<Identity> named(String serverName) {
      return fallback();
    }

    @Override
    public List<Identity> fallback() {
      return List.of(identity);
    }
  }

  /** What one side has written and the other has not read. */
  private static final class Outbox implements TlsSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int carryTo(TlsEngine peer) {
      byte[] carried = bytes.toByteArray();
      bytes.reset();
      peer.receive(carried, 0, carried.length);
      return carried.length;
    }

    @Override
    public void ciphertext(byte[] buffer, int offset, int length) {
      bytes.write(buffer, offset, length);
    }

    @Override
    public void plaintext(byte[] buffer, int offset, int length) {}

    @Override
    public void event(TlsEvent event) {}
  }
}
