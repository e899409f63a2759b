package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of several certificates the client sees the one for the name it asks for: exact before wildcard,
 * the first where none fits or no name is asked for, and none where unknown names are refused.
 */
class IdentityIsChosenByNameIT {

  @TempDir private Path directory;

  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    TestCertificates ca = TestCertificates.authority("CA of the proxy");
    TestCertificates.write(ca.server("first.test"), directory, "first");
    TestCertificates.write(ca.server("*.example.test"), directory, "wildcard");
    TestCertificates.write(ca.server("exact.example.test"), directory, "exact");
    backend = TestBackend.start(TestBackend.ECHO.untilCut());
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "exact.example.test,  exact.example.test",
    "EXACT.Example.test,  exact.example.test",
    "other.example.test,  *.example.test",
    "a.b.example.test,    first.test",
    "example.test,        first.test",
    "nobody.test,         first.test",
    "first.test,          first.test",
    ",                    first.test",
  })
  void theCertificateFitsTheName(String asked, String shown) {
    try (RunningProxy proxy = proxy("default")) {
      Tool.Result client = openssl(proxy, asked);
      assertThat(client.out()).contains("subject=CN = " + shown);
      FlowAssert flow = assertThatFlow(proxy.record());
      TlsRecord tls = flow.tls(DOWNSTREAM);
      assertThat(tls.parameters().serverName()).isEqualToIgnoringCase(asked);
      assertThat(Objects.requireNonNull(tls.certificates().ours()).sans()).containsExactly(shown);
      flow.happened(DOWNSTREAM, "tls.handshake_completed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void anUnknownNameIsRefusedWhereThatIsAskedFor(String version) {
    try (RunningProxy proxy = proxy("reject")) {
      Tool.Result client = openssl(proxy, "nobody.test", "-tls" + version.replace('.', '_'));
      assertThat(client.exitCode()).isEqualTo(1);
      assertThat(client.err()).contains("unrecognized name");
      FlowAssert flow =
          assertThatFlow(proxy.record())
              .failed(
                  Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.UNKNOWN_NAME)
              .byAlert(Direction.OUT, "unrecognized_name");
      assertThat(flow.tls(DOWNSTREAM).parameters().serverName()).isEqualTo("nobody.test");
    }
  }

  @Test
  void aKnownNameIsServedWhereUnknownOnesAreRefused() {
    try (RunningProxy proxy = proxy("reject")) {
      assertThat(openssl(proxy, "other.example.test").out()).contains("CN = *.example.test");
      assertThatFlow(proxy.record()).happened(DOWNSTREAM, "tls.handshake_completed");
    }
  }

  private RunningProxy proxy(String unknownName) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls {
            certificates = [
              { cert = "first.pem", key = "first.key" }
              { cert = "wildcard.pem", key = "wildcard.key" }
              { cert = "exact.pem", key = "exact.key" }
            ]
            unknown-name = %s
          }
        }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(unknownName, backend.port()));
  }

  private static Tool.Result openssl(RunningProxy proxy, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + proxy.port()));
    arguments.addAll(name == null ? List.of("-noservername") : List.of("-servername", name));
    arguments.addAll(List.of(more));
    return Tool.of("openssl").run(arguments);
  }
}
