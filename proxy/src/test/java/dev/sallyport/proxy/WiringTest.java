package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.proxy.credentials.CredentialWatch;
import dev.sallyport.proxy.flow.Listener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {
  private final TestCertificates ca = TestCertificates.authority("Test CA");

  @TempDir private Path home;

  @Test
  void whatDidNotChangeKeepsItsProfile() throws Exception {
    TestCertificates.write(ca.server("one.test"), home, "one");
    TestCertificates.write(ca.server("two.test"), home, "two");
    Path file =
        Files.writeString(
            home.resolve("test.conf"),
            """
            sallyport.listeners {
              one {
                bind = "127.0.0.1:0", backend = app
                tls.certificates = [ { cert = "one.pem", key = "one.key" } ]
              }
              two {
                bind = "127.0.0.1:0", backend = app
                tls.certificates = [ { cert = "two.pem", key = "two.key" } ]
              }
            }
            sallyport.backends.app.servers = ["127.0.0.1:1"]
            """);
    Configuration configuration = ConfigurationLoader.load(file);
    try (CredentialWatch watch = new CredentialWatch(configuration, home, InstantSource.system())) {
      Wiring wiring = new Wiring(configuration, watch.credentials());
      Listener one = wiring.listeners().get(0);
      Listener two = wiring.listeners().get(1);
      var before = one.profile();
      var untouched = two.profile();
      TestCertificates.write(ca.server("one.test"), home, "one");
      watch.reload(wiring::renew).join();
      assertThat(one.profile()).isNotNull().isNotSameAs(before);
      assertThat(two.profile()).isNotNull().isSameAs(untouched);
    }
  }
}
