package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.KeyLog;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a connection's secrets goes to the key log, and when. */
final class SecretsTest {
  private static final ServerProfile SERVER =
      Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC));
  private static final BouncyCastleTls TLS = new BouncyCastleTls();

  /** Keeps what it is given. */
  private static final class Kept implements KeyLog {
    private final boolean wanted;
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final List<String> randoms = new ArrayList<>();
    private final List<byte[]> arrays = new ArrayList<>();
    private final List<@Nullable String> asked = new ArrayList<>();

    private Kept(boolean wanted) {
      this.wanted = wanted;
    }

    @Override
    public boolean wants(@Nullable String serverName) {
      asked.add(serverName);
      return wanted;
    }

    @Override
    public void log(String label, byte[] clientRandom, byte[] secret) {
      assertThat(secrets.put(label, HexFormat.of().formatHex(secret))).as(label).isNull();
      randoms.add(HexFormat.of().formatHex(clientRandom));
      arrays.add(secret);
    }
  }

  private final Kept ofServer = new Kept(true);
  private final Kept ofClient = new Kept(true);

  private Endpoint server(KeyLog log) {
    return new Endpoint(sink -> TLS.server(SERVER, sink, Pair.clock(), log));
  }

  private Pair pair(TlsVersion version) {
    return new Pair(
        new Endpoint(sink -> TLS.client(Pair.clientProfile(version), sink, Pair.clock(), ofClient)),
        server(ofServer));
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void areTheSameAtBothEnds(TlsVersion version) {
    Pair pair = pair(version).handshake();
    assertThat(ofServer.secrets).isEqualTo(ofClient.secrets);
    assertThat(ofServer.secrets.keySet())
        .containsExactlyElementsOf(
            version == TlsVersion.TLS_1_2
                ? List.of("CLIENT_RANDOM")
                : List.of(
                    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                    "CLIENT_TRAFFIC_SECRET_0",
                    "SERVER_TRAFFIC_SECRET_0",
                    "EXPORTER_SECRET"));
    assertThat(ofServer.secrets.values())
        .doesNotHaveDuplicates()
        .allMatch(secret -> secret.length() == (version == TlsVersion.TLS_1_2 ? 96 : 64));
    assertThat(ofServer.randoms).containsOnly(pair.server().hello().random());
    assertThat(ofClient.randoms).containsOnly(pair.server().hello().random());
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void areThoseOfAResumedConnectionToo(TlsVersion version) {
    ServerProfile resuming = SERVER.withSessions(ServerSessions.of(new SessionCache(1)));
    SocketAddress address = new InetSocketAddress("192.0.2.1", 443);
    for (boolean resumed : new boolean[] {false, true}) {
      Kept atServer = new Kept(true);
      Kept atClient = new Kept(true);
      Pair pair =
          new Pair(
                  new Endpoint(
                      sink ->
                          TLS.client(
                              Pair.clientProfile(version), sink, Pair.clock(), atClient, address)),
                  new Endpoint(sink -> TLS.server(resuming, sink, Pair.clock(), atServer)))
              .handshake();
      assertThat(pair.client().facts().resumed()).isEqualTo(resumed);
      assertThat(atClient.secrets).hasSize(version == TlsVersion.TLS_1_2 ? 1 : 5);
      assertThat(atServer.secrets).isEqualTo(atClient.secrets);
      assertThat(atClient.randoms).containsOnly(pair.server().hello().random());
      assertThat(atClient.arrays)
          .allMatch(secret -> Arrays.equals(secret, new byte[secret.length]));
    }
  }

  @Test
  void areThereBeforeTheHandshakeIsComplete() {
    Pair pair = pair(TlsVersion.TLS_1_3);
    pair.client().engine().begin();
    pair.server().engine().begin();
    pair.server().give(pair.client().take());
    pair.client().give(Arrays.copyOf(pair.server().take(), 200));
    pair.client().engine().abort(TlsAlert.Description.INTERNAL_ERROR, FailureType.ABORTED, "test");
    assertThat(ofClient.secrets).hasSize(2);
    assertThat(ofServer.secrets).containsAllEntriesOf(ofClient.secrets);
  }

  @Test
  void followKeyUpdatesBothWays() throws GeneralSecurityException {
    Endpoint server = server(ofServer);
    server.engine().begin();
    RogueClient client = RogueClient.tls13().handshake(server);
    client.askForKeyUpdate(server).send("a", server);
    server.send("b");
    client.keyUpdate(server).send("c", server);
    assertThat(server.text()).isEqualTo("ac");
    assertThat(ofServer.secrets.keySet())
        .endsWith(
            "EXPORTER_SECRET",
            "CLIENT_TRAFFIC_SECRET_1",
            "SERVER_TRAFFIC_SECRET_1",
            "CLIENT_TRAFFIC_SECRET_2");
    for (String end : List.of("CLIENT", "SERVER")) {
      assertThat(ofServer.secrets.get(end + "_TRAFFIC_SECRET_1"))
          .isEqualTo(next(ofServer.secrets.get(end + "_TRAFFIC_SECRET_0")));
    }
    assertThat(ofServer.secrets.get("CLIENT_TRAFFIC_SECRET_2"))
        .isEqualTo(next(ofServer.secrets.get("CLIENT_TRAFFIC_SECRET_1")));
  }

  /** The next generation as RFC 8446 section 7.2 has it. */
  private static String next(@Nullable String secret) throws GeneralSecurityException {
    byte[] label = "tls13 traffic upd".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer info = ByteBuffer.allocate(5 + label.length);
    info.putShort((short) 32).put((byte) label.length).put(label).put((byte) 0).put((byte) 1);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HexFormat.of().parseHex(String.valueOf(secret)), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(info.array()));
  }

  @Test
  void areForgottenOnceTheyAreLogged() {
    pair(TlsVersion.TLS_1_3).handshake();
    assertThat(ofServer.arrays).hasSize(5).allMatch(secret -> Arrays.equals(secret, new byte[32]));
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void areLeftAloneWhereTheyAreNotWanted(TlsVersion version) {
    Kept unwanted = new Kept(false);
    Pair pair = new Pair(Pair.client(Pair.clientProfile(version)), server(unwanted)).handshake();
    assertThat(pair.server().engine().established()).isTrue();
    assertThat(unwanted.asked).containsExactly("example.com");
    assertThat(unwanted.secrets).isEmpty();
  }

  @Test
  void areWantedForEitherOfTwoNames() {
    Kept unwanted = new Kept(false);
    assertThat(unwanted.alsoFor(() -> "of the flow").wants("of the server")).isFalse();
    assertThat(unwanted.asked).containsExactly("of the flow", "of the server");
    assertThat(ofClient.alsoFor(() -> "of the flow").wants(null)).isTrue();
  }
}
