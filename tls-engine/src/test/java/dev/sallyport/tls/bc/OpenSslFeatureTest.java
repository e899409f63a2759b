package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsVersion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS server is asked for beside its certificate, asked by OpenSSL's s_client. */
@Timeout(60)
final class OpenSslFeatureTest {

  @BeforeAll
  static void opensslIsThere() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
  }

  @Test
  void aShareOfAnotherGroupIsAskedFor() throws Exception {
    try (SocketServer server = new SocketServer(with(List.of(), List.of("secp384r1")))) {
      String output = ask(server, "-tls1_3 -groups X25519:P-384");
      TlsFacts facts = server.facts();
      assertThat(output).contains("echo: hello");
      assertThat(facts.group()).isEqualTo("secp384r1");
      assertThat(handshake(facts).history()).startsWith("CjiICsoxyf");
    }
  }

  @ParameterizedTest
  @CsvSource({"k, 0", "K, 1"})
  void aKeyUpdateIsTakenAndAnsweredWhenThatIsAskedFor(String command, int answers)
      throws Exception {
    try (SocketServer server = new SocketServer(with(List.of(), List.of()));
        TalkativeClient client = new TalkativeClient(server.port(), "-tls1_3")) {
      seen(server, TlsEvent.Type.HANDSHAKE_COMPLETED, null);
      client.type(command);
      seen(server, TlsEvent.Type.KEY_UPDATE, Direction.IN);
      client.type("hello");
      assertThat(client.output()).contains("KEYUPDATE", "echo: hello");
      assertThat(server.failure()).isNull();
      assertThat(count(server, TlsEvent.Type.KEY_UPDATE, Direction.OUT)).isEqualTo(answers);
    }
  }

  @Test
  void renegotiationIsRefusedAndTheConnectionIsTheClientsToEnd() throws Exception {
    try (SocketServer server = new SocketServer(with(List.of(), List.of()));
        TalkativeClient client =
            new TalkativeClient(server.port(), "-tls1_2 -legacy_renegotiation")) {
      seen(server, TlsEvent.Type.HANDSHAKE_COMPLETED, null);
      client.type("R");
      assertThat(client.output())
          .contains("Secure Renegotiation IS supported", "RENEGOTIATING", "no renegotiation");
      assertThat(server.connection().events())
          .anyMatch(event -> says(event, TlsAlert.Description.NO_RENEGOTIATION));
      assertThat(handshake(server.facts()).history()).startsWith("CsxknGIFifCl");
    }
  }

  private static boolean says(TlsEvent event, TlsAlert.Description description) {
    return event.alert() != null
        && event.direction() == Direction.OUT
        && event.alert().description() == description;
  }

  @Test
  void theMasterSecretIsExtended() throws Exception {
    try (SocketServer server = new SocketServer(with(List.of(), List.of()))) {
      assertThat(ask(server, "-tls1_2")).contains("echo: hello", "Extended master secret: yes");
    }
  }

  /** The hello has no extension that could be left out. */
  @Test
  void clientsWithoutExtendedMasterSecretAndRenegotiationInfoAreServed() {
    Endpoint server = Pair.server(with(List.of(), List.of()));
    server.engine().begin();
    server.give(ClientHelloBytes.hello().groups(0x0017).signatureSchemes(0x0403).record());
    assertThat(server.story()).endsWith("> server_hello_done");
  }

  /** GREASE, compress_certificate, post_handshake_auth, encrypted_client_hello. */
  @ParameterizedTest
  @ValueSource(ints = {0x0A0A, 27, 49, 0xFE0D})
  void anExtensionThatIsNotSupportedIsIgnored(int extension) {
    Endpoint server = Pair.server(with(List.of(), List.of()));
    server.engine().begin();
    server.give(
        ClientHelloBytes.hello()
            .extension(extension, new byte[] {2, 0, 2})
            .versions(0x0304)
            .groups(0x001D)
            .signatureSchemes(0x0403)
            .keyShare(0x001D)
            .record());
    assertThat(server.story())
        .contains("> certificate", "> finished")
        .doesNotContain("> certificate_request");
  }

  @Test
  void aFallbackToAnOlderVersionIsRefusedWhereItWasNotNecessary() throws Exception {
    try (SocketServer server = new SocketServer(with(List.of(), List.of()))) {
      assertThat(ask(server, "-tls1_2 -fallback_scsv")).contains("alert inappropriate fallback");
      assertThat(Objects.requireNonNull(server.failure()).type()).isEqualTo(FailureType.DOWNGRADE);
    }
    try (SocketServer server = new SocketServer(with(List.of(TlsVersion.TLS_1_2), List.of()))) {
      assertThat(ask(server, "-tls1_2 -fallback_scsv")).contains("echo: hello");
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2, 512", "-tls1_2, 4096", "-tls1_3, 512", "-tls1_3, 2048"})
  void recordsAreAsShortAsTheClientAsks(String version, int limit) throws Exception {
    String line = "x".repeat(6000);
    try (SocketServer server = new SocketServer(with(List.of(), List.of()))) {
      OpenSsl.Result result =
          OpenSsl.run(line + "\n", client(server) + version + " -quiet -maxfraglen " + limit);
      assertThat(server.failure()).isNull();
      assertThat(result.output()).contains("echo: " + line);
      int protection = version.equals("-tls1_2") ? 8 + 16 : 1 + 16;
      assertThat(server.connection().records())
          .allMatch(length -> length <= Records.HEADER + limit + protection)
          .contains(Records.HEADER + limit + protection);
    }
  }

  private static String ask(SocketServer server, String options) throws Exception {
    return OpenSsl.run("hello\n", client(server) + options + " -ign_eof").output();
  }

  private static String client(SocketServer server) {
    return "s_client -connect 127.0.0.1:" + server.port() + " -servername example.com ";
  }

  private static void seen(SocketServer server, TlsEvent.Type type, @Nullable Direction way) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count(server, type, way) > 0);
  }

  private static long count(SocketServer server, TlsEvent.Type type, @Nullable Direction way) {
    return server.connection().events().stream()
        .filter(event -> event.type() == type && event.direction() == way)
        .count();
  }

  private static TlsFacts.Handshake handshake(TlsFacts facts) {
    return Objects.requireNonNull(facts.handshake());
  }

  private static ServerProfile with(List<TlsVersion> versions, List<String> groups) {
    List<TlsVersion> spoken = versions.isEmpty() ? List.of(TlsVersion.values()) : versions;
    return ServerProfile.of(
        Pair.identities(Identities.of(KeyKind.EC)),
        Policy.server(spoken, Set.of(KeyExchange.ECDHE), List.of(), groups));
  }
}
