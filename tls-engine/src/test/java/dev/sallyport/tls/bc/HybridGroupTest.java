package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.util.Arrays;
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
    Endpoint server = Pair.server(ServerProfile.of(Pair.identities(Identities.of(KeyKind.EC))));
    server.engine().begin();
    server.give(
        ClientHelloBytes.hello()
            .versions(0x0304)
            .groups(0x11EC)
            .signatureSchemes(0x0403)
            .keyShare(0x11EC, share)
            .record());
    assertThat(server.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(server.failure().detail())
        .isEqualTo(
            length < ENCAPSULATION_KEY
                ? "client_hello holds an impossible value"
                : "the peer's share of X25519MLKEM768 holds no ML-KEM encapsulation key");
    assertThat(server.story()).endsWith("> alert fatal illegal_parameter", "  handshake_failed");
  }

  @Test
  void ourClientDoesNotOfferIt() {
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.values()));
    client.engine().begin();
    assertThat(client.hello().groups()).containsExactly("x25519", "secp256r1", "secp384r1");
  }
}
