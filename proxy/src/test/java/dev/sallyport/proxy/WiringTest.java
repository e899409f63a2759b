package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.proxy.credentials.CredentialWatch;
import dev.sallyport.proxy.flow.Listener;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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

  @Test
  void newTicketKeysReplaceThoseOfTheSameSessions() throws Exception {
    Path keys = home.resolve("ticket.keys");
    Files.createFile(
        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keys, "1".repeat(96));
    Path file =
        Files.writeString(
            home.resolve("test.conf"),
            """
            sallyport.listeners.one {
              bind = "127.0.0.1:0", backend = app
              tls { local-ca = on, ticket-keys = ticket.keys }
            }
            sallyport.backends.app.servers = ["127.0.0.1:1"]
            """);
    Configuration configuration = ConfigurationLoader.load(file);
    try (CredentialWatch watch = new CredentialWatch(configuration, home, InstantSource.system())) {
      Wiring wiring = new Wiring(configuration, watch.credentials());
      ServerSessions before = sessions(wiring);
      String next = "2".repeat(96);
      Files.writeString(keys, next + "\n");
      watch.reload(wiring::renew).join();
      assertThat(sessions(wiring)).isSameAs(before);
      byte[] state = {1, 2, 3};
      assertThat(
              TicketKeys.shared(List.of(TicketKey.parse(next)))
                  .open(before.keys().seal(state, new SecureRandom())))
          .isEqualTo(state);
    }
  }

  private static ServerSessions sessions(Wiring wiring) {
    ServerProfile profile = Objects.requireNonNull(wiring.listeners().get(0).profile());
    return Objects.requireNonNull(profile.resumable());
  }
}
