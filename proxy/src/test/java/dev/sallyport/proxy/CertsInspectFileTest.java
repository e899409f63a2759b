package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code certs inspect} of files. */
class CertsInspectFileTest {
  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final TestCertificates issuing = root.intermediate("Issuing CA");
  private final Identity web = issuing.server("a.example", "127.0.0.1");
  private final Path home;
  private final TestShell shell;

  CertsInspectFileTest(@TempDir Path home) {
    this.home = home;
    this.shell = new TestShell(home);
  }

  @Test
  void aChainIsExplained() throws Exception {
    Path file = write(TestCertificates.pem(web.chain()) + TestCertificates.pem(web.key()));

    assertThat(inspect(file)).as(shell.err()).isZero();

    assertThat(shell.out())
        .startsWith(file + ": PEM, 2 certificates, a key\n\ncertificate 1 of 2\n")
        .contains(
            "  subject       CN=a.example\n",
            "  issuer        CN=Issuing CA\n",
            "  names         a.example, 127.0.0.1\n",
            "  key           EC P-256\n",
            ", 30 days left\n",
            "  usage         not a CA, digitalSignature, serverAuth\n",
            "  sha256        " + CertificateSummary.of(web.leaf()).sha256() + "\n",
            "\ncertificate 2 of 2\n  subject       CN=Issuing CA\n",
            "  usage         CA, keyCertSign, cRLSign\n")
        .endsWith(
            """

            all in all
              private key   EC P-256, belongs to certificate 1
              chain         2 certificates, in order
                            ends below CN=Root CA: a root not known here, or an intermediate is missing
              verdict       nothing is wrong with it
            """);
  }

  @Test
  void aChainInAnotherOrderIsSaidToBe() throws Exception {
    TestCertificates other = TestCertificates.authority("Other CA");
    Path file =
        write(
            TestCertificates.pem(
                List.of(
                    root.certificate(), web.leaf(), other.certificate(), issuing.certificate())));
    Path key = Files.writeString(home.resolve("web.key"), TestCertificates.pem(web.key()));

    assertThat(inspect(file, "--key", key.toString())).isZero();

    assertThat(shell.out())
        .endsWith(
            """
              private key   EC P-256, belongs to certificate 2
              chain         not in order: leaf first, each followed by its issuer, is 2, 4, 1
                            no part of it: 3
                            complete: ends in the root CN=Root CA
              verdict       nothing is wrong with it
            """);
  }

  @Test
  void aLeafOfTheLocalCaIsRecognised() throws Exception {
    LocalCa ca = LocalCa.open(home.resolve("sallyport"), InstantSource.system());
    shell.run("certs", "issue", "a.example", "--out", home.toString());

    assertThat(inspect(home.resolve("a.example.pem"))).isZero();

    assertThat(shell.out())
        .contains(
            "complete: "
                + CertificateSummary.of(ca.root()).subject()
                + " is the local CA, "
                + ca.rootFile()
                + "\n");
  }

  @Test
  void whatIsWrongIsToldAndExitsWith1() throws Exception {
    Identity old = root.leaf("a.example").expired().identity();
    Path file = write(TestCertificates.pem(old.chain()) + TestCertificates.pem(web.key()));

    assertThat(inspect(file)).isEqualTo(1);

    assertThat(shell.out())
        .contains(
            ", expired 1 h ago\n",
            "  private key   EC P-256\n",
            "  problem       the private key belongs to none of the certificates\n",
            "                certificate 1 expired on ")
        .doesNotContain("verdict");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void pkcs12NeedsItsPassword() {
    Path file = TestCertificates.writePkcs12(web, home.resolve("web.p12"), "s3cret");

    assertThat(inspect(file)).isEqualTo(1);
    assertThat(shell.err())
        .isEqualTo("sallyport: " + file + ": needs a password, but none is given\n");
    assertThat(inspect(file, "--password-env", "P12")).isEqualTo(2);
    assertThat(shell.err()).startsWith("sallyport: --password-env: P12 is not set\n");

    shell.environment("P12", "s3cret");
    assertThat(inspect(file, "--password-env", "P12")).as(shell.err()).isZero();
    assertThat(shell.out())
        .startsWith(file + ": PKCS#12, 2 certificates, a key\n")
        .contains("EC P-256, belongs to certificate 1")
        .doesNotContain("s3cret");
  }

  @Test
  void trustAndNameAreVerifiedWhereTheyAreGiven() throws Exception {
    String file = write(TestCertificates.pem(web.chain())).toString();
    Path trust = root.writeCertificate(home.resolve("ca.pem"));
    Path other = TestCertificates.authority("Other").writeCertificate(home.resolve("other.pem"));

    assertThat(shell.run("certs", "inspect", file, "--trust", trust.toString())).isZero();
    assertThat(shell.out())
        .contains(
            "complete: CN=Root CA is in " + trust, "trust         good for a server, by " + trust);

    assertThat(
            shell.run("certs", "inspect", file, "--trust", trust.toString(), "--server-name", "b"))
        .isEqualTo(1);
    assertThat(shell.out())
        .contains(
            "trust         refused by " + trust + ": wrong name\n",
            "problem       certificate names are a.example, 127.0.0.1; wanted b\n");

    assertThat(shell.run("certs", "inspect", file, "--trust", other.toString())).isEqualTo(1);
    assertThat(shell.out()).contains("refused by " + other + ": unknown CA");
  }

  @Test
  void aClientsIsJudgedAsAClients() throws Exception {
    Path trust = root.writeCertificate(home.resolve("ca.pem"));
    Path alice = write(TestCertificates.pem(issuing.client("alice").chain()));

    assertThat(inspect(alice, "--client", "--trust", trust.toString())).isZero();
    assertThat(shell.out()).contains("trust         good for a client, by " + trust);
    assertThat(inspect(alice, "--trust", trust.toString())).as("not a server's").isEqualTo(1);

    Path server = write(TestCertificates.pem(web.chain()));
    assertThat(inspect(server, "--client", "--trust", trust.toString())).isEqualTo(1);
    assertThat(shell.out())
        .contains("trust         refused by " + trust + ": wrong usage\n", "problem       ");
    assertThat(inspect(server, "--client")).as("not the system's").isEqualTo(1);
    assertThat(shell.out()).contains("refused by the system's trust store: unknown CA");
  }

  @Test
  void aClientHasNoNameToProve() throws Exception {
    Path file = write(TestCertificates.pem(web.chain()));
    assertThat(inspect(file, "--client", "--server-name", "a.example")).isEqualTo(2);
    assertThat(shell.err()).contains("either --server-name or --client");
    assertThat(shell.run("certs", "inspect", "a.example:443", "--client")).isEqualTo(2);
    assertThat(shell.err()).contains("are for a file, not for a server");
  }

  @ParameterizedTest
  @CsvSource({
    "'', inspect needs FILE or HOST:PORT",
    "https://host:443, 'not host:port: \"https://host:443\" (as in 127.0.0.1:8080)'",
    "https://a.example/x, 'not host:port: \"https://a.example/x\" (as in 127.0.0.1:8080)'",
    "::1:443, 'an IPv6 address needs brackets: \"::1:443\" (as in [::1]:8443)'",
    "[::1], 'not host:port: \"[::1]\" (as in 127.0.0.1:8080)'",
    "[a.example]:443, 'neither a host name nor an IP address: \"[a.example]\" (as in 127.0.0.1:8080)'",
    "a:, 'not host:port: \"a:\" (as in 127.0.0.1:8080)'",
    ":443, 'not host:port: \":443\" (as in 127.0.0.1:8080)'",
    "a:0, port out of range: 0 (1 to 65535)",
    "a:123456789012, 'not a port: \"123456789012\" (as in 127.0.0.1:8080)'",
    "localhost:99999, port out of range: 99999 (1 to 65535)"
  })
  void whatCannotBeAServerIsWrongUsage(String subject, String told) {
    assertThat(shell.run("certs", "inspect", subject)).isEqualTo(2);
    assertThat(shell.err())
        .isEqualTo("sallyport: " + told + "\ntry: sallyport certs inspect --help\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example:443", "127.0.0.1:1", "[::1]:65535", "my_host:08443"})
  void aHostAndAPortMeanAServer(String subject) {
    assertThat(CertsInspectCommand.meansServer(subject)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "web.pem", "a:b", "/x/y:1", "C:/web.pem"})
  void whatANameOfAFileMeansIsNoServer(String subject) {
    assertThat(CertsInspectCommand.meansServer(subject)).isFalse();
  }

  @Test
  void aBundleOfRootsIsNoChain() throws Exception {
    TestCertificates other = TestCertificates.authority("Other CA");
    Path file = write(TestCertificates.pem(List.of(root.certificate(), other.certificate())));

    assertThat(inspect(file)).isZero();

    assertThat(shell.out()).contains("chain         none: 2 CAs, a bundle of trust anchors\n");
  }

  @Test
  void aKeyAloneIsNamed() throws Exception {
    assertThat(inspect(write(TestCertificates.pem(web.key())))).isZero();

    assertThat(shell.out()).contains(": PEM, 0 certificates, a key\n", "private key   EC P-256\n");
  }

  @Test
  void whatIsNotThereIsWrongUsage() {
    assertThat(inspect(home.resolve("no.pem"))).isEqualTo(2);
    assertThat(shell.err())
        .startsWith("sallyport: " + home + "/no.pem: no such file; a server is HOST:PORT\n");
  }

  @Test
  void whatIsNoCertificateIsRefused() throws Exception {
    assertThat(inspect(write("hello"))).isEqualTo(1);
    assertThat(shell.err()).endsWith(": holds no PEM block\n");
  }

  @Test
  void whatIsForServersIsRefused() throws Exception {
    assertThat(inspect(write(TestCertificates.pem(web.chain())), "--alpn", "h2")).isEqualTo(2);
    assertThat(shell.err()).contains("--alpn is for a server, not for a file");
  }

  private int inspect(Path file, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "certs";
    all[1] = "inspect";
    all[2] = file.toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return shell.run(all);
  }

  private Path write(String text) throws Exception {
    return Files.writeString(home.resolve("file.pem"), text);
  }
}
