package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that {@code run} has without a file. */
class FlagsTest {

  private Path folder;

  @BeforeEach
  void makeFolder(@TempDir Path path) throws Exception {
    folder = Folder.make(path).path();
  }

  @Test
  void withoutACertificateLeavesComeFromTheLocalCa() throws Exception {
    Configuration configuration =
        ConfigurationLoader.ofFlags(new Flags("[::1]:8443", "127.0.0.1:8080", null, null, false));

    ListenerConfig listener = configuration.listeners().get(0);
    assertThat(listener.bind()).hasToString("[::1]:8443");
    ListenerTlsConfig.Terminate tls =
        (ListenerTlsConfig.Terminate) Objects.requireNonNull(listener.tls());
    assertThat(tls.localCa()).isTrue();
    assertThat(tls.certificates()).isEmpty();
    BackendConfig backend = configuration.backend(listener.backend());
    assertThat(backend.servers()).containsExactly(new ServerAddress("127.0.0.1", 8080));
    assertThat(backend.tls()).isNull();
    assertThat(configuration.connectionLog().file()).isNull();
    assertThat(listener.origins().problem("bind", "in use"))
        .hasToString("command line: --listen: in use");
  }

  @Test
  void withACertificateThatOneIsShown() throws Exception {
    Path cert = folder.resolve("web.pem");
    Path key = folder.resolve("web.key");
    Configuration configuration =
        ConfigurationLoader.ofFlags(new Flags("*:0", "tls://[::1]:8080", cert, key, false));

    ListenerTlsConfig.Terminate tls =
        (ListenerTlsConfig.Terminate)
            Objects.requireNonNull(configuration.listeners().get(0).tls());
    assertThat(tls.localCa()).isFalse();
    IdentityConfig.Pem pem = (IdentityConfig.Pem) tls.certificates().get(0);
    assertThat(pem.cert()).isEqualTo(cert);
    assertThat(pem.key()).isEqualTo(key);
    assertThat(pem.origins().problem("key", "does not fit"))
        .hasToString("command line: --key: does not fit");
    assertThat(Objects.requireNonNull(configuration.backend("main").tls()).verify()).isTrue();
  }

  @Test
  void cleartextIsWithoutTls() throws Exception {
    Configuration configuration =
        ConfigurationLoader.ofFlags(
            new Flags("localhost:8080", "tcp://app:8080", null, null, true));

    assertThat(configuration.listeners().get(0).tls()).isNull();
    assertThat(configuration.backend("main").servers()).hasToString("[app:8080]");
  }

  @Test
  void everyProblemNamesItsFlag() {
    assertProblems(
        new Flags("8443", "http://app", Path.of("no.pem"), null, true),
        """
        command line: --backend: neither tcp:// nor tls://: "http://app"
        command line: --cert: needs --key too
        command line: --cleartext: does not go with --cert and --key
        command line: --listen: not host:port: "8443" (as in 127.0.0.1:8443)\
        """);
    assertProblems(
        new Flags("*:8443", "app", Path.of("no.pem"), Path.of("no.key"), false),
        """
        command line: --backend: not host:port: "app" (as in 127.0.0.1:8080)
        command line: --cert: no such file: no.pem
        command line: --key: no such file: no.key\
        """);
    assertProblems(
        new Flags("*:8443", "tls://app:0", null, folder.resolve("web.key"), false),
        """
        command line: --backend: port out of range: 0 (1 to 65535)
        command line: --key: needs --cert too\
        """);
  }

  private static void assertProblems(Flags flags, String problems) {
    assertThatThrownBy(() -> ConfigurationLoader.ofFlags(flags))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(problems);
  }
}
