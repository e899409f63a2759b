package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of messages and facts, as they stand in a timeline. */
final class StoryTest {
  private static final Set<KeyExchange> ECDHE = EnumSet.of(KeyExchange.ECDHE);

  @Test
  void tls12WithEcdhe() {
    Pair pair =
        new Pair(
                Pair.clientProfile(TlsVersion.TLS_1_2),
                Pair.serverProfile(ECDHE, Identities.of(KeyKind.RSA)))
            .handshake();
    assertThat(pair.server().story())
        .containsExactly(
            "< client_hello",
            "> server_hello",
            "> certificate",
            "> server_key_exchange",
            "> server_hello_done",
            "< client_key_exchange",
            "  pre_master_secret",
            "  keys_derived",
            "< change_cipher_spec",
            "< finished",
            "> change_cipher_spec",
            "> finished",
            "  handshake_completed");
    assertThat(pair.client().story())
        .containsExactly(
            "> client_hello",
            "< server_hello",
            "< certificate",
            "< server_key_exchange",
            "< server_hello_done",
            "> client_key_exchange",
            "  pre_master_secret",
            "  keys_derived",
            "> change_cipher_spec",
            "> finished",
            "< change_cipher_spec",
            "< finished",
            "  handshake_completed");
    for (Endpoint end : List.of(pair.server(), pair.client())) {
      TlsFacts facts = end.facts();
      assertThat(facts.keyExchange()).isEqualTo(KeyExchange.ECDHE);
      assertThat(facts.group()).isEqualTo("x25519");
      assertThat(facts.signature()).isEqualTo("rsa_pss_rsae_sha256");
      assertThat(facts.cipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
      assertThat(end.handshake().history()).isEqualTo("CsxknGIFif");
      assertThat(facts.preMaster())
          .extracting("by")
          .isEqualTo(TlsFacts.PreMaster.Origin.KEY_AGREEMENT);
    }
    assertSameRandoms(pair);
  }

  @Test
  void tls12WithRsaKeyExchange() {
    ServerProfile profile =
        Pair.serverProfile(EnumSet.of(KeyExchange.RSA), Identities.of(KeyKind.RSA));
    Endpoint server = Pair.server(profile);
    RogueClient client = RogueClient.withRsaKeyExchange();
    server.engine().begin();
    client.handshake(server);
    assertThat(server.story())
        .containsExactly(
            "< client_hello",
            "> server_hello",
            "> certificate",
            "> server_hello_done",
            "< client_key_exchange",
            "  pre_master_secret",
            "  keys_derived",
            "< change_cipher_spec",
            "< finished",
            "> change_cipher_spec",
            "> finished",
            "  handshake_completed");
    TlsFacts facts = server.facts();
    assertThat(facts.keyExchange()).isEqualTo(KeyExchange.RSA);
    assertThat(facts.cipherSuite()).isEqualTo("TLS_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(facts.group()).isNull();
    assertThat(facts.signature()).isNull();
    assertThat(facts.preMaster())
        .extracting("by")
        .isEqualTo(TlsFacts.PreMaster.Origin.CLIENT_ENCRYPTED);
    client.send("over RSA", server);
    assertThat(server.text()).isEqualTo("over RSA");
  }

  @Test
  void rsaKeyExchangeIsRefusedUnlessConfigured() {
    Endpoint server = Pair.server(Pair.serverProfile(ECDHE, Identities.of(KeyKind.RSA)));
    RogueClient client = RogueClient.withRsaKeyExchange();
    server.engine().begin();
    client.handshake(server);
    assertThat(server.failure().type()).isEqualTo(FailureType.NO_COMMON_SUITE);
    assertThat(server.story())
        .containsExactly("< client_hello", "> alert fatal handshake_failure", "  handshake_failed");
    assertThat(server.hello().cipherSuites()).contains("TLS_RSA_WITH_AES_128_GCM_SHA256");
  }

  @Test
  void tls13() {
    Pair pair =
        new Pair(
                Pair.clientProfile(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3),
                Pair.serverProfile(ECDHE, Identities.of(KeyKind.EC)))
            .handshake();
    assertThat(pair.server().story())
        .containsExactly(
            "< client_hello",
            "  pre_master_secret",
            "> server_hello",
            "> change_cipher_spec",
            "> encrypted_extensions",
            "> certificate",
            "> certificate_verify",
            "> finished",
            "  keys_derived",
            "< change_cipher_spec",
            "< finished",
            "  handshake_completed");
    assertThat(pair.client().story())
        .containsExactly(
            "> client_hello",
            "< server_hello",
            "  pre_master_secret",
            "> change_cipher_spec",
            "< change_cipher_spec",
            "< encrypted_extensions",
            "< certificate",
            "< certificate_verify",
            "< finished",
            "> finished",
            "  keys_derived",
            "  handshake_completed");
    TlsFacts facts = pair.server().facts();
    assertThat(facts.version()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(facts.cipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
    assertThat(facts.signature()).isEqualTo("ecdsa_secp256r1_sha256");
    assertThat(facts.serverName()).isEqualTo("example.com");
    assertThat(facts.certificate()).isNotNull();
    assertThat(facts.peerCertificate()).isNull();
    assertThat(pair.client().facts().peerCertificate()).isEqualTo(facts.certificate());
    assertSameRandoms(pair);
  }

  @Test
  void tls13WithHelloRetryRequest() {
    ServerProfile onlyP384 =
        ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(List.of(TlsVersion.TLS_1_3), ECDHE, List.of(), List.of("secp384r1")));
    Pair pair = new Pair(Pair.clientProfile(TlsVersion.TLS_1_3), onlyP384).handshake();
    assertThat(pair.server().story())
        .containsExactly(
            "< client_hello",
            "> hello_retry_request",
            "> change_cipher_spec",
            "< change_cipher_spec",
            "< client_hello",
            "  pre_master_secret",
            "> server_hello",
            "> encrypted_extensions",
            "> certificate",
            "> certificate_verify",
            "> finished",
            "  keys_derived",
            "< finished",
            "  handshake_completed");
    assertThat(pair.client().engine().established()).isTrue();
    assertThat(pair.client().facts().group()).isEqualTo("secp384r1");
    assertThat(pair.server().handshake().history()).isEqualTo("CjiICsoxyfF");
    assertSameRandoms(pair);
  }

  @Test
  void theServerTakesAGroupThatTheClientSentAShareOf() {
    ServerProfile prefersP256 =
        ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(
                List.of(TlsVersion.TLS_1_3), ECDHE, List.of(), List.of("secp256r1", "x25519")));
    Pair pair = new Pair(Pair.clientProfile(TlsVersion.TLS_1_3), prefersP256).handshake();
    assertThat(pair.server().facts().group()).isEqualTo("x25519");
  }

  @Test
  void theHandshakesTimeIsWaitingOrComputing() {
    Pair pair =
        new Pair(
                Pair.clientProfile(TlsVersion.TLS_1_3),
                Pair.serverProfile(ECDHE, Identities.of(KeyKind.EC)))
            .over(Pair.Wire.ONE_BY_ONE)
            .handshake();
    TlsFacts.Handshake handshake = pair.client().handshake();
    long duration = Objects.requireNonNull(handshake.durationNanos());
    long waited = Objects.requireNonNull(handshake.waitNanos());
    assertThat(duration).isEqualTo(waited + handshake.computeNanos());
    assertThat(handshake.computeNanos()).isPositive().isLessThan(duration);
    assertThat(handshake.bytesIn()).isEqualTo(pair.server().handshake().bytesOut());
    assertThat(handshake.bytesOut()).isEqualTo(pair.server().handshake().bytesIn());
  }

  @Test
  void lengthsCountTheMessageAndItsHeader() {
    Pair pair =
        new Pair(
                Pair.clientProfile(TlsVersion.TLS_1_3),
                Pair.serverProfile(ECDHE, Identities.of(KeyKind.EC)))
            .handshake();
    assertThat(pair.server().events())
        .filteredOn(event -> event.type() == TlsEvent.Type.FINISHED)
        .extracting(TlsEvent::length)
        .containsExactly(36, 36);
    assertThat(pair.server().events())
        .filteredOn(event -> event.type() == TlsEvent.Type.CLIENT_HELLO)
        .extracting(TlsEvent::length)
        .containsExactly(pair.client().hello().length());
    assertThat(pair.server().events()).extracting(TlsEvent::at).isSorted();
  }

  @Test
  void alpnIsNegotiatedInTheServersOrder() {
    ClientProfile client =
        new ClientProfile(
            "example.com",
            null,
            List.of(TlsVersion.values()),
            List.of("http/1.1", "h2"),
            TlsLimits.defaults());
    ServerProfile server =
        ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(List.of(TlsVersion.values()), ECDHE, List.of(), List.of())
                .withAlpn(List.of("h2", "http/1.1")));
    Pair pair = new Pair(client, server);
    pair.client().engine().begin();
    pair.server().engine().begin();
    pair.server().give(pair.client().take());
    String chosen = pair.server().facts().alpn();
    pair.exchange();
    assertThat(pair.client().facts().alpn()).isEqualTo("h2");
    assertThat(pair.server().facts().alpn()).isEqualTo("h2").as("decoded once").isSameAs(chosen);
    assertThat(pair.server().hello().alpn()).containsExactly("http/1.1", "h2");
  }

  private static void assertSameRandoms(Pair pair) {
    TlsFacts client = pair.client().facts();
    TlsFacts server = pair.server().facts();
    assertThat(client.clientRandom()).matches("[0-9a-f]{64}").isEqualTo(server.clientRandom());
    assertThat(client.serverRandom()).matches("[0-9a-f]{64}").isEqualTo(server.serverRandom());
  }
}
