package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.proxy.credentials.CredentialWatch;
import dev.sallyport.proxy.credentials.Credentials;
import dev.sallyport.proxy.credentials.Expiry;
import dev.sallyport.proxy.credentials.ListenerCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OCSP responses from files are stapled for clients that ask, and one that says nothing good of our
 * certificate is told of before it serves. CA, responder and client are openssl and curl.
 */
class OcspStaplingIT {
  private static final String NAME = "web.test";

  @TempDir private Path directory;

  @BeforeEach
  void certificates() throws Exception {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=CA"
            + " -keyout ca.key -out ca.pem");
    issue("web", "01");
    issue("other", "02");
    Files.writeString(
        directory.resolve("web.pem"),
        Files.readString(directory.resolve("web.pem"))
            + Files.readString(directory.resolve("ca.pem")));
    Files.writeString(
        directory.resolve("index"),
        "V\t351231235959Z\t\t01\tunknown\t/CN=web\nV\t351231235959Z\t\t02\tunknown\t/CN=other\n");
    answer("web", "web.ocsp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void whoAsksIsToldAndBelievesIt(String version) throws Exception {
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      String tls = "-tls" + version.replace('.', '_');
      assertThat(asked(proxy, tls, "-status"))
          .contains("OCSP Response Status: successful", "Cert Status: good")
          .contains("Verify return code: 0 (ok)");
      assertThat(asked(proxy, tls)).doesNotContain("OCSP Response Status: successful");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void curlInsistsOnIt(String version) throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                ((TestBackend.Script)
                        connection -> {
                          connection.getInputStream().read();
                          connection
                              .getOutputStream()
                              .write("HTTP/1.0 204 No Content\r\n\r\n".getBytes(US_ASCII));
                        })
                    .untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      Curl.Answer answer =
          new Curl(proxy, NAME)
              .trusting(directory.resolve("ca.pem"))
              .speaking(version)
              .with("--cert-status")
              .get("/");
      assertThat(answer.said()).endsWith("204");
    }
  }

  @Test
  void aNewResponseIsStapledWithoutARestart() throws Exception {
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      String before = nextUpdate(proxy);
      answer("web", "next.ocsp", "-ndays", "20");
      Files.move(
          directory.resolve("next.ocsp"),
          directory.resolve("web.ocsp"),
          StandardCopyOption.REPLACE_EXISTING);
      await().until(() -> !nextUpdate(proxy).equals(before));
    }
  }

  private String nextUpdate(RunningProxy proxy) throws Exception {
    return asked(proxy, "-status")
        .lines()
        .filter(line -> line.contains("Next Update:"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneThatHasExpiredIsWarnedOfAndNotStapled() throws Exception {
    Path file = directory.resolve("test.conf");
    Files.writeString(file, "sallyport {" + configuration(1) + "}");
    Instant later = Instant.now().plus(Duration.ofDays(8));
    Credentials credentials =
        Credentials.read(ConfigurationLoader.load(file), directory, () -> later);
    assertThat(Expiry.stapleWarnings(credentials, later))
        .hasSize(1)
        .allMatch(
            line -> line.startsWith(directory.resolve("web.ocsp") + ": OCSP response expired"))
        .allMatch(line -> line.contains(" and is not stapled; "));
    ListenerCredentials web = Objects.requireNonNull(credentials.listeners().get("web"));
    assertThat(web.staples().of(web.certificates().get(0))).isNull();
  }

  @Test
  void oneThatIsReadAgainUnchangedIsNothingNew() throws Exception {
    Path file = directory.resolve("test.conf");
    Files.writeString(file, "sallyport {" + configuration(1) + "}");
    Configuration configuration = ConfigurationLoader.load(file);
    List<Credentials> renewed = new ArrayList<>();
    try (CredentialWatch watch =
        new CredentialWatch(configuration, directory, InstantSource.system())) {
      watch.reload(renewed::add).join();
      assertThat(renewed).isEmpty();
      answer("web", "web.ocsp", "-ndays", "20");
      watch.reload(renewed::add).join();
      assertThat(renewed).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "revoked, says that the certificate is revoked",
    "forged, is not signed by the issuer of the certificate or for it",
    "broken, is no OCSP response in DER"
  })
  void whatIsWrongWithAResponseIsToldByCheck(String flaw, String told) throws Exception {
    switch (flaw) {
      case "revoked" -> {
        Files.writeString(
            directory.resolve("index"), "R\t351231235959Z\t260101000000Z\t01\tunknown\t/CN=web\n");
        answer("web", "web.ocsp");
      }
      case "forged" -> {
        byte[] response = Files.readAllBytes(directory.resolve("web.ocsp"));
        String text = new String(response, ISO_8859_1);
        int at =
            text.indexOf("\u0018\u000f20") + 4; // a digit of a GeneralizedTime, which is signed
        response[at + 8] ^= 1;
        Files.write(directory.resolve("web.ocsp"), response);
      }
      default -> Files.writeString(directory.resolve("web.ocsp"), "broken");
    }
    TestShell shell = new TestShell(directory);
    Files.writeString(directory.resolve("test.conf"), "sallyport {" + configuration(1) + "}");
    assertThat(shell.run("check", "-c", directory.resolve("test.conf").toString())).isEqualTo(2);
    assertThat(shell.err())
        .contains(".tls.ocsp-stapling: " + directory.resolve("web.ocsp") + ": " + told);
  }

  /** As a response does until it is fetched anew after the certificate was. */
  @Test
  void oneForAnotherCertificateKeepsNothingFromRunning() throws Exception {
    answer("other", "web.ocsp");
    TestShell shell = new TestShell(directory);
    Files.writeString(directory.resolve("test.conf"), "sallyport {" + configuration(1) + "}");
    assertThat(shell.run("check", "-c", directory.resolve("test.conf").toString())).isZero();
    assertThat(shell.err())
        .startsWith("warning: ")
        .contains(
            ".tls.ocsp-stapling: "
                + (directory.resolve("web.ocsp") + ": is for none of the listener's certificates"));
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      assertThat(asked(proxy, "-status"))
          .contains("OCSP response: no response sent", "Verify return code: 0 (ok)");
    }
  }

  private void issue(String name, String serial) throws Exception {
    Files.writeString(
        directory.resolve("ext"), "subjectAltName = DNS:web.test\nextendedKeyUsage = serverAuth\n");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN="
            + name
            + (" -keyout " + name + ".key -out " + name + ".csr"));
    openssl(
        "x509 -req -in "
            + name
            + ".csr -CA ca.pem -CAkey ca.key -days 30 -extfile ext -set_serial 0x"
            + (serial + " -out " + name + ".pem"));
  }

  private void answer(String name, String file, String... validity) throws Exception {
    openssl("ocsp -no_nonce -issuer ca.pem -cert " + name + ".pem -reqout request");
    openssl(
        "ocsp -index index -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin request -respout "
            + file
            + (validity.length == 0 ? " -ndays 7" : " " + String.join(" ", validity)));
  }

  private String asked(RunningProxy proxy, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + proxy.port()));
    arguments.addAll(List.of("-servername", NAME, "-CAfile", file("ca.pem")));
    arguments.addAll(List.of(options));
    return Tool.of("openssl").run("", arguments).out();
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Tool.of("openssl");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.txt").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("openssl.txt"))).isZero();
  }

  private RunningProxy proxy(int backend) {
    return RunningProxy.start(directory, configuration(backend));
  }

  private static String configuration(int backend) {
    return """
    listeners.web {
      bind = "127.0.0.1:0", backend = app
      tls {
        certificates = [ { cert = "web.pem", key = "web.key" } ]
        ocsp-stapling = ["web.ocsp"]
      }
    }
    backends.app.servers = ["127.0.0.1:%d"]
    """
        .formatted(backend);
  }
}
