package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKeys;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL's client and our server, which may meet again. */
@Timeout(120)
abstract class ServerResumptionScene {
  @TempDir static Path directory = Path.of("set by JUnit");

  Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  final ServerSessions sessions = sessions();
  SavedSession saved = new SavedSession(directory);

  /** What one connection came to, at both ends. */
  record Met(TlsFacts facts, @Nullable TlsFailure failure, OpenSsl.Result client) {
    String history() {
      return Objects.requireNonNull(facts.handshake()).history();
    }
  }

  @BeforeAll
  static void opensslIsThere() {
    assumeTrue(OpenSsl.available(), "skipped: there is no openssl on the PATH");
  }

  @BeforeEach
  void anotherFile() throws IOException {
    saved = new SavedSession(Files.createTempFile(directory, "session", ".pem"));
  }

  ServerSessions sessions() {
    return new ServerSessions(
        TicketKeys.rotating(() -> now, ServerSessions.DEFAULT_LIFETIME),
        new SessionCache(10),
        ServerSessions.DEFAULT_LIFETIME,
        () -> now);
  }

  static ServerProfile profile(@Nullable ServerSessions resumable, String... alpn) {
    return ServerProfile.of(
            Pair.identities(Identities.of(KeyKind.EC)),
            Policy.server(
                    List.of(TlsVersion.values()),
                    EnumSet.of(KeyExchange.ECDHE),
                    List.of(),
                    List.of())
                .withAlpn(List.of(alpn)))
        .withSessions(resumable);
  }

  static Met meet(ServerProfile profile, String options) throws Exception {
    try (SocketServer server = new SocketServer(profile)) {
      OpenSsl.Result client =
          OpenSsl.run(
              "hello\n",
              "s_client -connect 127.0.0.1:" + server.port() + " -quiet -ign_eof" + options);
      return new Met(server.facts(), server.failure(), client);
    }
  }

  Met first(String options) throws Exception {
    Met first = meet(profile(sessions), saved.out() + options);
    assertThat(first.failure()).isNull();
    assertThat(first.facts().resumed()).isFalse();
    assertThat(first.facts().certificate()).isNotNull();
    return first;
  }

  Met again(String options) throws Exception {
    return meet(profile(sessions), saved.in() + options);
  }

  static void assertResumed(Met met, Resumption how) {
    assertThat(met.failure()).isNull();
    assertThat(met.client().output()).contains("echo: hello");
    assertThat(met.facts().resumption()).isEqualTo(how);
    assertThat(met.facts().certificate()).isNull();
    assertThat(met.facts().signature()).isNull();
  }

  static void assertFull(Met met) {
    assertThat(met.failure()).isNull();
    assertThat(met.client().output()).contains("echo: hello");
    assertThat(met.facts().resumed()).isFalse();
    assertThat(met.facts().certificate()).isNotNull();
  }
}
