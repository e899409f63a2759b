package dev.sallyport.proxy;

import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.bc.BouncyCastleTls;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/**
 * Connections in memory before the first client comes, so that its record does not show how long
 * the JVM takes to load and compile the TLS engine.
 *
 * <p>Costs the start about half a second of one core for each listener that ends TLS; what cannot
 * be negotiated with it is not warmed up, and nothing else comes of it.
 */
final class WarmUp {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final int DATA = 1 << 16;

  private final BouncyCastleTls tls = new BouncyCastleTls();
  private final ServerProfile profile;

  private WarmUp(ServerProfile profile) {
    this.profile = profile;
  }

  /** Makes connections of both roles for as long as the limit allows, and at least one. */
  static void run(ServerProfile profile) {
    WarmUp warmUp = new WarmUp(profile);
    long begin = Ticker.SYSTEM.nanos();
    do {
      warmUp.connect();
    } while (Ticker.SYSTEM.nanos() - begin < LIMIT.toNanos());
  }

  private void connect() {
    Outbox toServer = new Outbox();
    Outbox toClient = new Outbox();
    ClientProfile anyone = ClientProfile.of(null, null);
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
