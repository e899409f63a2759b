package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A client and a server in memory, and the wire between them. */
final class Pair {
  private static final BouncyCastleTls TLS = Tiers.engines();

  private final Endpoint client;
  private final Endpoint server;
  private Wire wire = Wire.WHOLE;
  private Alteration toServer = NONE;
  private Alteration toClient = NONE;

  /** Leaves everything as it is. */
  static final Alteration NONE = octets -> {};

  /** Changes octets on their way. */
  interface Alteration {
    void apply(byte[] octets);
  }

  /** Says how many of the octets that wait travel at once. */
  interface Wire {
    Wire WHOLE = waiting -> waiting;
    Wire ONE_BY_ONE = waiting -> 1;

    int next(int waiting);
  }

  Pair(ClientProfile client, ServerProfile server) {
    this(client(client), server(server));
  }

  Pair(Endpoint client, Endpoint server) {
    this.client = client;
    this.server = server;
  }

  static Endpoint client(ClientProfile profile) {
    return new Endpoint(sink -> TLS.client(profile, sink, clock()));
  }

  static Endpoint server(ServerProfile profile) {
    return new Endpoint(sink -> TLS.server(profile, sink, clock()));
  }

  /** A clock that goes on by a microsecond whenever it is read. */
  static LongSupplier clock() {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(1000);
  }

  static IdentitySource identities(Identity... identities) {
    return new IdentitySource() {
      @Override
      public List<Identity> named(String serverName) {
        return Arrays.stream(identities)
            .filter(i -> i.leaf().getSubjectX500Principal().getName().contains(serverName))
            .toList();
      }

      @Override
      public List<Identity> fallback() {
        return List.of(identities);
      }
    };
  }

  static ServerProfile serverProfile(Set<KeyExchange> exchanges, Identity... identities) {
    return ServerProfile.of(
        identities(identities),
        Policy.server(List.of(TlsVersion.values()), exchanges, List.of(), List.of()));
  }

  static ClientProfile clientProfile(TlsVersion... versions) {
    return new ClientProfile(
        "example.com", null, List.of(versions), List.of(), TlsLimits.defaults());
  }

  Pair over(Wire way) {
    wire = way;
    return this;
  }

  Pair altering(Alteration onTheWayToServer, Alteration onTheWayToClient) {
    toServer = onTheWayToServer;
    toClient = onTheWayToClient;
    return this;
  }

  Endpoint client() {
    return client;
  }

  Endpoint server() {
    return server;
  }

  Pair handshake() {
    client.engine().begin();
    server.engine().begin();
    return exchange();
  }

  /** Carries what waits until nothing does. */
  Pair exchange() {
    boolean moved = true;
    while (moved) {
      moved = carry(client.take(), toServer, server);
      moved |= carry(server.take(), toClient, client);
    }
    return this;
  }

  private boolean carry(byte[] waiting, Alteration alteration, Endpoint to) {
    alteration.apply(waiting);
    int at = 0;
    while (at < waiting.length) {
      int count = wire.next(waiting.length - at);
      to.give(Arrays.copyOfRange(waiting, at, at + count));
      at += count;
    }
    return waiting.length > 0;
  }
}
