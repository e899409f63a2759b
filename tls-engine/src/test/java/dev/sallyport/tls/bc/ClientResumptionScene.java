package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKeys;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our client and our server, which may meet again. */
abstract class ClientResumptionScene {
  static final SocketAddress SERVER = new InetSocketAddress("192.0.2.1", 443);

  Instant now = Instant.now();
  final BouncyCastleTls tls = new BouncyCastleTls(Tiers.ofThisRun(), () -> now);
  final PeerVerifier verifier = new PeerVerifier(Identities.CA.anchors(), () -> now);
  ServerProfile server = server(sessions());

  ServerSessions sessions() {
    Duration lifetime = ServerSessions.MAX_LIFETIME;
    return new ServerSessions(
        TicketKeys.rotating(() -> now, lifetime), new SessionCache(10), lifetime, () -> now);
  }

  static ServerProfile server(@Nullable ServerSessions sessions, String... alpn) {
    Policy policy =
        Policy.server(
            List.of(TlsVersion.values()), EnumSet.of(KeyExchange.ECDHE), List.of(), List.of());
    return ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)), policy.withAlpn(List.of(alpn)))
        .withSessions(sessions);
  }

  ClientProfile profile(TlsVersion version, String... alpn) {
    return new ClientProfile(
        "example.com", verifier, List.of(version), List.of(alpn), TlsLimits.defaults());
  }

  Endpoint client(ClientProfile profile, SocketAddress address) {
    return new Endpoint(sink -> tls.client(profile, sink, Pair.clock(), null, address));
  }

  Pair meet(ClientProfile profile, SocketAddress address) {
    Pair pair = new Pair(client(profile, address), Pair.server(server)).handshake();
    assertThat(pair.client().engine().failure()).isNull();
    assertThat(pair.client().engine().established()).isTrue();
    assertThat(pair.server().engine().established()).isTrue();
    assertThat(pair.client().facts().resumption()).isEqualTo(pair.server().facts().resumption());
    return pair;
  }

  Pair meet(TlsVersion version) {
    return meet(profile(version), SERVER);
  }

  static Resumption how(TlsVersion version) {
    return version == TlsVersion.TLS_1_3 ? Resumption.PSK : Resumption.TICKET;
  }

  static @Nullable Resumption resumption(Pair pair) {
    return pair.client().facts().resumption();
  }
}
