package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X25519MLKEM768 with BoringSSL at the other end, which Conscrypt is made of. */
@Timeout(60)
final class HybridGroupTest {
  private static final int ENCAPSULATION_KEY = 1184;
  private static final int X25519 = 32;

  /** Where a ClientHello has the length of its session ID. */
  private static final int SESSION_ID = 5 + 4 + 2 + 32;

  @ParameterizedTest
  @CsvSource({
    "X25519MLKEM768, X25519MLKEM768, HYBRID",
    "X25519MLKEM768 X25519, x25519, ECDHE",
    "X25519MLKEM768 P-256, secp256r1, ECDHE"
  })
  void isTakenFromAClientThatSendsNoShareOfACurve(
      String offered, String group, KeyExchange exchange) throws Exception {
    assumeTrue(Conscrypt.isAvailable(), "skipped: Conscrypt has no native code for this platform");
    try (SocketServer server =
        new SocketServer(ServerProfile.of(Pair.identities(Identities.of(KeyKind.EC))))) {
      assertThat(ask(server.port(), offered.split(" ", -1))).isEqualTo("echo: hello\n");
      TlsFacts facts = server.facts();
      assertThat(facts.group()).isEqualTo(group);
      assertThat(facts.keyExchange()).isEqualTo(exchange);
      assertThat(facts.preMaster()).isNotNull();
      assertThat(Objects.requireNonNull(facts.handshake()).history()).doesNotContain("j");
    }
  }

  private static String ask(int port, String... groups)
      throws IOException, GeneralSecurityException {
    try (SSLSocket socket =
        (SSLSocket)
            context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      Conscrypt.setNamedGroups(socket, groups);
      OutputStream out = socket.getOutputStream();
      out.write("hello\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null);
    anchors.setCertificateEntry("ca", Identities.CA.certificate());
    Provider conscrypt = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", conscrypt);
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS", conscrypt);
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** FIPS 203 section 7.2: every coefficient is below 3329, and 0xFFF is not. */
  @ParameterizedTest
  @ValueSource(ints = {ENCAPSULATION_KEY, ENCAPSULATION_KEY + 31, ENCAPSULATION_KEY + 32, 5})
  void aShareThatCannotBeIsRefused(int length) {
    byte[] share = new byte[length];
    Arrays.fill(share, (byte) 0xFF);
    assertRefused(
        serverGiven(share),
        length < ENCAPSULATION_KEY
            ? "the peer's share of X25519MLKEM768 is too short"
            : "the peer's share of X25519MLKEM768 holds no ML-KEM encapsulation key");
  }

  /** An encapsulation key of zeros is one. */
  @ParameterizedTest
  @ValueSource(ints = {0, X25519 - 1, X25519 + 1})
  void aShareWithoutAWholeCoordinateIsRefused(int coordinate) {
    assertRefused(
        serverGiven(new byte[ENCAPSULATION_KEY + coordinate]), "the peer's share of x25519 has ");
  }

  private static void assertRefused(Endpoint endpoint, String detail) {
    assertThat(endpoint.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(endpoint.failure().detail()).startsWith(detail);
    assertThat(endpoint.story()).endsWith("> alert fatal illegal_parameter", "  handshake_failed");
  }

  private static Endpoint serverGiven(byte[] share) {
    Endpoint server = Pair.server(ServerProfile.of(Pair.identities(Identities.of(KeyKind.EC))));
    server.engine().begin();
    server.give(
        ClientHelloBytes.hello()
            .versions(0x0304)
            .groups(0x11EC)
            .signatureSchemes(0x0403)
            .keyShare(0x11EC, share)
            .record());
    return server;
  }

  /** Any octets are a ciphertext (FIPS 203 section 6.3). */
  @ParameterizedTest
  @CsvSource({
    "5, X25519MLKEM768 is too short",
    "1087, X25519MLKEM768 is too short",
    "1119, x25519 has",
    "1121, x25519 has"
  })
  void aServersShareOfAnotherLengthIsRefused(int length, String detail) {
    Policy policy = Policy.client(List.of(TlsVersion.TLS_1_3));
    Policy hybrid =
        new Policy(
            policy.versions(),
            policy.cipherSuites(),
            policy.strictOrder(),
            List.of(NamedGroup.X25519MLKEM768),
            policy.alpn());
    Endpoint client =
        Pair.client(new ClientProfile("example.com", null, hybrid, TlsLimits.defaults(), null));
    client.engine().begin();
    client.give(serverHello(client.take(), length));
    assertRefused(client, "the peer's share of " + detail);
  }

  /** A ServerHello of TLS 1.3 with a share of zeros. */
  private static byte[] serverHello(byte[] clientHello, int length) {
    int id = clientHello[SESSION_ID];
    int extensions = 6 + 8 + length;
    int body = 2 + 32 + 1 + id + 2 + 1 + 2 + extensions;
    ByteBuffer out = ByteBuffer.allocate(5 + 4 + body);
    out.put((byte) 22).putShort((short) 0x0303).putShort((short) (4 + body));
    out.putInt((2 << 24) | body).putShort((short) 0x0303).put(new byte[32]);
    out.put(clientHello, SESSION_ID, 1 + id);
    out.putShort((short) 0x1301).put((byte) 0).putShort((short) extensions);
    out.putShort((short) 43).putShort((short) 2).putShort((short) 0x0304);
    out.putShort((short) 51).putShort((short) (4 + length));
    out.putShort((short) 0x11EC).putShort((short) length);
    return out.array();
  }

  @Test
  void ourClientDoesNotOfferIt() {
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.values()));
    client.engine().begin();
    assertThat(client.hello().groups()).containsExactly("x25519", "secp256r1", "secp384r1");
  }
}
