package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final Path home;
  private final TestShell shell;

  CheckCommandTest(@TempDir Path home) {
    this.home = home;
    this.shell = new TestShell(home);
  }

  @Test
  void whatIsRightIsOutlined() throws Exception {
    TestCertificates.write(ca.server("example.com", "www.example.com"), home, "web");
    ca.writeCertificate(home.resolve("ca.pem"));
    Path file =
        write(
            """
            sallyport {
              listeners {
                web {
                  bind = "127.0.0.1:8443"
                  dial-on = hello
                  tls { certificates = [ { cert = "web.pem", key = "web.key" } ], versions = ["1.3"] }
                  backend = app
                  routes = [ { server-name = "*.example.com", backend = other } ]
                }
                plain { bind = "127.0.0.1:8080", backend = app }
                through { bind = "127.0.0.1:8444", tls { mode = passthrough }, backend = other }
              }
              backends {
                app { servers = ["127.0.0.1:9000", "[::1]:9000"] }
                other { servers = ["localhost:9443"], tls { trust = "ca.pem" } }
              }
              connection-log { file = "flows.log" }
            }
            """);

    assertThat(shell.run("check", "-c", file.toString())).as(shell.err()).isZero();
    assertThat(shell.out())
        .startsWith(file + ": ok\n")
        .contains(
            "listener web: 127.0.0.1:8443, TLS 1.3 terminated, to backend app",
            "web.pem: example.com www.example.com, EC P-256, until ",
            "  *.example.com to backend other",
            "listener plain: 127.0.0.1:8080, cleartext, to backend app",
            "listener through: 127.0.0.1:8444, TLS passed through, to backend other",
            "backend app: 127.0.0.1:9000 ",
            "backend other: localhost:9443, TLS 1.2, 1.3 verified against " + home + "/ca.pem",
            "connection log: " + home + "/flows.log");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void aKeyLogIsWarnedOf() throws Exception {
    Path file =
        write(
            """
            sallyport.listeners.web { bind = "127.0.0.1:8443", backend = app }
            sallyport.backends.app.servers = ["127.0.0.1:9000"]
            sallyport.key-log { file = "keys.log", server-names = ["a.example"], duration = 2m }
            """);
    assertThat(shell.run("check", "-c", file.toString())).as(shell.err()).isZero();
    assertThat(shell.err())
        .isEqualTo(
            "warning: key log on: for 2m from the start, secrets of TLS connections (a.example) go"
                + " to "
                + home
                + "/keys.log; who has them can decrypt what was captured\n");
    assertThat(home.resolve("keys.log")).doesNotExist();
  }

  @Test
  void everyFileThatCannotBeUsedIsToldAtItsKey() throws Exception {
    TestCertificates.write(ca.leaf("old.example").expired().identity(), home, "old");
    TestCertificates.write(ca.server("one.example"), home, "one");
    TestCertificates.write(ca.server("two.example"), home, "two");
    TestCertificates.writePkcs12(ca.server("three.example"), home.resolve("three.p12"), "right");
    Files.writeString(home.resolve("ca.pem"), "not a certificate");
    Path file =
        write(
            """
            sallyport.listeners.web {
              bind = "127.0.0.1:8443"
              backend = app
              tls.certificates = [
                { cert = "old.pem", key = "old.key" }
                { cert = "one.pem", key = "two.key" }
                { pkcs12 = "three.p12", password = "wrong" }
              ]
            }
            sallyport.backends.app {
              servers = ["127.0.0.1:9000"]
              tls.trust = "ca.pem"
            }
            """);

    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    assertThat(shell.err().lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith(file + ":5: ") && line.contains("expired on"))
        .anyMatch(line -> line.startsWith(file + ":6: ") && line.contains("two.key"))
        .anyMatch(line -> line.startsWith(file + ":7: ") && line.contains("password"))
        .anyMatch(line -> line.startsWith(file + ":12: ") && line.contains("ca.pem"));
    assertThat(shell.err()).doesNotContain("wrong\"");
    assertThat(shell.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "dhe"})
  void rsaAndDheKeyExchangeNeedAnRsaKey(String exchange) throws Exception {
    String config =
        """
        sallyport.listeners.web {
          bind = "127.0.0.1:8443"
          backend = app
          tls.key-exchange = [%s]
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        sallyport.backends.app.servers = ["127.0.0.1:9000"]
        """
            .formatted(exchange);
    TestCertificates.write(ca.server("example.com"), home, "web");
    Path file = write(config);
    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    assertThat(shell.err())
        .isEqualTo(
            file
                + ":4: sallyport.listeners.web.tls.key-exchange: "
                + exchange
                + " needs a certificate with an RSA key, not "
                + home.resolve("web.pem")
                + "\n");

    TestCertificates.write(ca.leaf("example.com").kind(KeyKind.RSA).identity(), home, "web");
    assertThat(shell.run("check", "-c", file.toString())).isZero();
  }

  /** One that openssl makes by `genpkey -algorithm RSA-PSS` is such a key. */
  @Test
  void aCertificateForRsassaPssAloneIsTaken() throws Exception {
    TestCertificates.write(ca.leaf("example.com").kind(KeyKind.RSA_PSS).identity(), home, "web");
    Path file =
        write(
            """
            sallyport.listeners.web {
              bind = "127.0.0.1:8443"
              backend = app
              tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
            }
            sallyport.backends.app.servers = ["127.0.0.1:9000"]
            sallyport.backends.app.tls.certificate = { cert = "web.pem", key = "web.key" }
            """);

    assertThat(shell.run("check", "-c", file.toString())).as(shell.err()).isZero();
  }

  @Test
  void tlsPoliciesThatCannotBeHadAreToldWithTheFilesThatCannotBeUsed() throws Exception {
    Files.writeString(home.resolve("ca.pem"), "not a certificate");
    Path file =
        write(
            """
            sallyport.listeners.web {
              bind = "127.0.0.1:8443"
              backend = app
              tls {
                local-ca = on
                cipher-suites = [TLS_NO_SUCH_SUITE, TLS_AES_128_GCM_SHA256, TLS_NOR_THIS]
                groups = [x25519, no-such-group]
              }
            }
            sallyport.listeners.old {
              bind = "127.0.0.1:8444"
              backend = app
              tls {
                local-ca = on
                versions = ["1.2"]
                cipher-suites = [TLS_AES_128_GCM_SHA256]
              }
            }
            sallyport.listeners.both {
              bind = "127.0.0.1:8445"
              backend = app
              tls {
                local-ca = on
                cipher-suites = [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
                groups = [X25519MLKEM768]
              }
            }
            sallyport.backends.app { servers = ["127.0.0.1:9000"], tls.trust = "ca.pem" }
            """);
    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    String web = "sallyport.listeners.web.tls.";
    assertThat(shell.err().lines())
        .hasSize(6)
        .anyMatch(starts(file + ":6: " + web + "cipher-suites[0]: ", "TLS_NO_SUCH_SUITE\";"))
        .anyMatch(starts(file + ":6: " + web + "cipher-suites[2]: ", "TLS_NOR_THIS\";"))
        .anyMatch(starts(file + ":7: " + web + "groups[1]: ", "no-such-group\";"))
        .anyMatch(starts(file + ":16: sallyport.listeners.old.tls.cipher-suites: ", "versions"))
        .anyMatch(starts(file + ":25: sallyport.listeners.both.tls.groups: ", "elliptic curve"))
        .anyMatch(starts(file + ":28: sallyport.backends.app.tls.trust: ", "ca.pem"));
  }

  @Test
  void whatIsWrongWithTheFileKeepsNothingElseFromBeingTold() throws Exception {
    Files.writeString(home.resolve("ca.pem"), "not a certificate");
    TestCertificates.write(ca.server("one.example"), home, "one");
    TestCertificates.write(ca.server("two.example"), home, "two");
    Path file =
        write(
            """
            sallyport.listeners.web {
              bind = "127.0.0.1:8443"
              backend = app
              tls {
                certificates = [ { cert = "one.pem", key = "two.key" } ]
                groups = [no-such-group]
                colour = blue
                versions = ["1.4"]
              }
            }
            sallyport.backends.app { servers = ["127.0.0.1:9000"], tls.trust = "ca.pem" }
            sallyport.timeouts.idle = long
            """);
    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    assertThat(shell.err().lines())
        .hasSize(6)
        .satisfiesExactly(
            line -> assertThat(line).startsWith(file + ":5: ").contains("two.key"),
            line -> assertThat(line).startsWith(file + ":6: ").contains("no-such-group"),
            line -> assertThat(line).startsWith(file + ":7: ").contains("colour"),
            line -> assertThat(line).startsWith(file + ":8: ").contains("1.4"),
            line -> assertThat(line).startsWith(file + ":11: ").contains("ca.pem"),
            line -> assertThat(line).startsWith(file + ":12: ").contains("long"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sallyport.listeners.other { bind = \"127.0.0.1:8444\", backend = nosuch }",
        "sallyport.listeners.zoo { bind = \"127.0.0.1:8443\", backend = app }",
        "sallyport.listeners.other { bind = nowhere, backend = app }",
        "sallyport.backends.other.servers = [\"127.0.0.1\"]",
        "sallyport.backends.app.servers = [\"127.0.0.1\"]",
        "sallyport.listners.third { }",
        "listeners.third { }",
      })
  void noMistakeElsewhereHidesAFileThatCannotBeUsed(String mistake) throws Exception {
    TestCertificates.write(ca.leaf("old.example").expired().identity(), home, "old");
    Path file =
        write(
            """
            sallyport.backends.app.servers = ["127.0.0.1:9000"]
            sallyport.listeners.web {
              bind = "127.0.0.1:8443", backend = app
              tls.certificates = [ { cert = "old.pem", key = "old.key" } ]
            }
            """
                + mistake);
    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    assertThat(shell.err().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith(file + ":4: ") && line.contains("expired on"))
        .anyMatch(line -> line.startsWith(file + ":6: "));
  }

  private static Predicate<String> starts(String place, String part) {
    return line -> line.startsWith(place) && line.contains(part);
  }

  @Test
  void aCertificateThatExpiresSoonIsWarnedOf() throws Exception {
    Instant now = Instant.now();
    TestCertificates.write(
        ca.leaf("web.test").validity(now, now.plus(Duration.ofDays(10))).identity(), home, "web");
    TestCertificates.write(ca.server("example.com"), home, "long");
    Path file =
        write(
            """
            sallyport.listeners.web {
              bind = "127.0.0.1:8443", backend = app
              tls.certificates = [
                { cert = "web.pem", key = "web.key" }, { cert = "long.pem", key = "long.key" }
              ]
            }
            sallyport.backends.app.servers = ["127.0.0.1:9000"]
            """);
    assertThat(shell.run("check", "-c", file.toString())).isZero();
    assertThat(shell.err())
        .matches(
            "warning: "
                + Pattern.quote(home.resolve("web.pem").toString())
                + ": certificate expires on [0-9-]{10}, in 9 days\n");
  }

  @Test
  void whatIsWrongWithTheFileItselfIsToldToo() throws Exception {
    Path file = write("sallyport.listeners.web { bnd = \"127.0.0.1:8443\" }\n");
    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    assertThat(shell.err().lines())
        .allMatch(line -> line.startsWith(file + ":1: sallyport.listeners.web."))
        .anyMatch(line -> line.contains("did you mean \"bind\"?"));
  }

  @Test
  void theConfigurationOfTheDistributionIsRight() {
    assertThat(shell.run("check", "-c", "src/main/dist/conf/sallyport.conf")).isZero();
    assertThat(shell.out()).contains("  any name: a leaf of the local CA");
  }

  @Test
  void theLocalCaIsNotMadeButToldOf() throws Exception {
    Path file =
        write(
            """
            sallyport.listeners.web {
              bind = "127.0.0.1:8443", backend = app, tls { local-ca = on, key-exchange = [rsa] }
            }
            sallyport.backends.app.servers = ["127.0.0.1:9000"]
            """);
    String told = "local CA: none in " + home.resolve("sallyport") + " yet, run makes it";
    assertThat(shell.run("check", "-c", file.toString())).as(shell.err()).isZero();
    assertThat(shell.out()).contains("  any name: a leaf of the local CA\n").endsWith(told + "\n");
    assertThat(home.resolve("sallyport")).doesNotExist();

    LocalCa.open(home.resolve("sallyport"), InstantSource.system());
    assertThat(shell.run("check", "-c", file.toString())).isZero();
    assertThat(shell.out()).doesNotContain(told);
  }

  @Test
  void aLocalCaThatCannotBeMadeIsAProblem() throws Exception {
    Files.writeString(home.resolve("sallyport"), "in the way");
    Path file =
        write(
            """
            sallyport.listeners.web { bind = "127.0.0.1:8443", backend = app, tls.local-ca = on }
            sallyport.backends.app.servers = ["127.0.0.1:9000"]
            """);
    assertThat(shell.run("check", "-c", file.toString())).isEqualTo(2);
    assertThat(shell.err())
        .startsWith(file + ":1: sallyport.listeners.web.tls.local-ca: ")
        .endsWith(
            "cannot be made: "
                + (home.resolve("sallyport") + " is no directory that can be written\n"));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(home.resolve("test.conf"), text);
  }
}
