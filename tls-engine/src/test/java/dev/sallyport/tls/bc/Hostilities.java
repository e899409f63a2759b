package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKeys;
import dev.sallyport.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.IntStream;

/**
 * A client and a server of ours with a {@link HostileWire} before one of them; the first octet of
 * its orders says what they speak, the others what the wire does.
 */
final class Hostilities {
  private static final SocketAddress SERVER = new InetSocketAddress("192.0.2.1", 443);
  private static final InstantSource CLOCK = InstantSource.system();
  private static final PeerVerifier VERIFIER = new PeerVerifier(Identities.CA.anchors(), CLOCK);
  private static final BouncyCastleTls TLS = Tiers.engines();

  private final Watched client;
  private final Watched server;
  private final HostileWire wire;
  private final boolean serverIsAttacked;

  private Hostilities(
      BouncyCastleTls clients, Terms terms, HostileWire wire, boolean serverIsAttacked) {
    client = new Watched(it -> clients.client(terms.client(), it, Pair.clock(), null, SERVER));
    server = new Watched(it -> TLS.server(terms.server(), it, Pair.clock()));
    this.wire = wire;
    this.serverIsAttacked = serverIsAttacked;
  }

  private record Terms(ClientProfile client, ServerProfile server, boolean resumed) {
    static Terms of(int choice) {
      TlsVersion version = (choice & 1) == 0 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
      boolean mutual = (choice & 2) != 0;
      boolean resumed = (choice & 4) != 0 && !mutual;
      ServerProfile server =
          Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.ED25519));
      return new Terms(
          Pair.clientProfile(version).withIdentity(mutual ? Identities.of(KeyKind.ED25519) : null),
          server
              .withClientAuthentication(mutual ? new ClientAuthentication(true, VERIFIER) : null)
              .withSessions(resumed ? sessions() : null),
          resumed);
    }

    private static ServerSessions sessions() {
      return new ServerSessions(
          TicketKeys.rotating(CLOCK, ServerSessions.DEFAULT_LIFETIME),
          new SessionCache(10),
          ServerSessions.DEFAULT_LIFETIME,
          CLOCK);
    }
  }

  /** Plays it all: a handshake, data both ways, and the ends. */
  static void play(byte[] orders, boolean serverIsAttacked) {
    if (orders.length == 0) {
      return;
    }
    Terms terms = Terms.of(orders[0]);
    BouncyCastleTls clients = terms.resumed() ? Tiers.engines() : TLS;
    if (terms.resumed()) {
      new Hostilities(clients, terms, new HostileWire(orders, orders.length), serverIsAttacked)
          .play();
    }
    new Hostilities(clients, terms, new HostileWire(orders, 1), serverIsAttacked).play();
  }

  private void play() {
    exchange();
    byte[] question = pattern(100);
    byte[] answer = pattern(20_000);
    client.send(question);
    exchange();
    server.send(answer);
    exchange();
    client.send(question);
    client.engine().closeOutput();
    exchange();
    server.engine().closeOutput();
    exchange();
    server.engine().endInput();
    client.engine().endInput();
    exchange();
    assertSent(server.received(), pattern(100), pattern(100));
    assertSent(client.received(), answer);
    client.assertOrderly();
    server.assertOrderly();
  }

  private void exchange() {
    boolean moved = true;
    while (moved) {
      byte[] fromClient = client.take();
      byte[] fromServer = server.take();
      if (serverIsAttacked) {
        wire.carry(fromClient, server);
        client.give(fromServer, 0, fromServer.length);
      } else {
        server.give(fromClient, 0, fromClient.length);
        wire.carry(fromServer, client);
      }
      moved = fromClient.length + fromServer.length > 0;
    }
  }

  /** Nothing comes out that was not put in, in that order. */
  private static void assertSent(byte[] received, byte[]... sent) {
    byte[] all = new byte[IntStream.range(0, sent.length).map(i -> sent[i].length).sum()];
    int at = 0;
    for (byte[] part : sent) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    assertThat(received.length).isLessThanOrEqualTo(all.length);
    assertThat(received).isEqualTo(Arrays.copyOf(all, received.length));
  }

  private static byte[] pattern(int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) (i * 31 + length);
    }
    return octets;
  }
}
