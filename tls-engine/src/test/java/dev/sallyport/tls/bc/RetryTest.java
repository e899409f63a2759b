package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a second ClientHello, after a HelloRetryRequest, may say (RFC 8446 section 4.1.2). */
final class RetryTest {

  private static ClientHelloBytes offering(String name, String protocol, int... versions) {
    return ClientHelloBytes.hello()
        .serverName(name)
        .alpn(protocol)
        .versions(versions)
        .groups(0x0018, 0x001D)
        .signatureSchemes(0x0403)
        .keyShare(0x001D);
  }

  static Stream<ClientHelloBytes> secondHellos() {
    return Stream.of(
        offering("example.com", "h2", 0x0304).suites(0x1301),
        offering("example.org", "h2", 0x0304),
        offering("example.com", "http/1.1", 0x0304),
        offering("example.com", "h2", 0x0304, 0x0303),
        ClientHelloBytes.hello().versions(0x0304).keyShare(0x0018));
  }

  @ParameterizedTest
  @MethodSource("secondHellos")
  void anotherOfferAfterAHelloRetryRequestIsRefused(ClientHelloBytes second) {
    Endpoint server = askedForRetry();
    server.give(second.record());
    assertThat(server.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(server.failure().detail())
        .isEqualTo("the second ClientHello differs from the first");
    assertThat(server.story()).endsWith("> alert fatal illegal_parameter", "  handshake_failed");
    assertThat(server.facts().serverName()).isEqualTo("example.com");
  }

  @Test
  void theSameOfferAfterAHelloRetryRequestNeedsTheCookie() {
    Endpoint server = askedForRetry();
    server.give(offering("example.com", "h2", 0x0304).record());
    assertThat(server.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(server.failure().detail()).doesNotContain("differs");
  }

  private static Endpoint askedForRetry() {
    Endpoint server =
        Pair.server(
            ServerProfile.of(
                Pair.identities(Identities.of(KeyKind.EC)),
                Policy.server(
                        List.of(TlsVersion.TLS_1_3),
                        EnumSet.of(KeyExchange.ECDHE),
                        List.of(),
                        List.of("secp384r1"))
                    .withAlpn(List.of("h2", "http/1.1"))));
    server.engine().begin();
    server.give(offering("example.com", "h2", 0x0304).record());
    assertThat(server.story()).contains("> hello_retry_request");
    return server;
  }
}
