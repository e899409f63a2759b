package dev.sallyport.proxy;

import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import dev.sallyport.tls.bc.BouncyCastleTls;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Connections in memory before the first client comes, so that its record does not show how long
 * the JVM takes to load and compile the TLS engine.
 *
 * <p>Costs the start about half a second of one core where a listener ends TLS. A handshake that
 * fails, since a listener wants what our own client does not offer, warms up what it reached.
 */
final class WarmUp {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final int DATA = 1 << 16;

  private final BouncyCastleTls tls = new BouncyCastleTls();
  private final ServerProfile profile;
  private final TlsVersion version;

  private WarmUp(ServerProfile profile, TlsVersion version) {
    this.profile = profile;
    this.version = version;
  }

  /**
   * Connects with every version that a listener speaks, over and over for as long as the limit
   * allows, and at least once.
   */
  static void run(List<ServerProfile> profiles) {
    List<WarmUp> all =
        profiles.stream()
            .flatMap(p -> p.versions().stream().map(version -> new WarmUp(p, version)))
            .toList();
    long begin = Ticker.SYSTEM.nanos();
    do {
      all.forEach(WarmUp::connect);
    } while (!all.isEmpty() && Ticker.SYSTEM.nanos() - begin < LIMIT.toNanos());
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
