package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentityFiles;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code certs ca} and {@code certs issue}. */
class CertsCommandTest {
  private final Path home;
  private final TestShell shell;

  CertsCommandTest(@TempDir Path home) {
    this.home = home;
    this.shell = new TestShell(home);
  }

  @Test
  void caMakesTheLocalCaOnce() throws Exception {
    Path file = home.resolve("sallyport/ca/root.pem");

    assertThat(shell.run("certs", "ca")).as(shell.err()).isZero();
    assertThat(shell.out()).startsWith("Made a local CA.\n");
    String made = Files.readString(file);
    assertThat(shell.run("certs", "ca")).isZero();

    assertThat(file).hasContent(made);
    CertificateSummary root = CertificateSummary.of(localCa(home.resolve("sallyport")).root());
    assertThat(shell.out())
        .startsWith("The local CA is there already.\n")
        .contains(
            "certificate   " + file + "\n",
            "subject       " + root.subject() + "\n",
            "valid until   " + root.notAfter().toString().substring(0, 10) + "\n",
            "sha256        " + root.sha256() + "\n",
            "curl --cacert " + file + " https://",
            "sudo update-ca-certificates\n",
            "sudo update-ca-trust\n");
  }

  @Test
  void caLivesWhereItIsTold() {
    Path elsewhere = home.resolve("my own");

    assertThat(shell.run("certs", "ca", "--dir", elsewhere.toString())).isZero();

    assertThat(elsewhere.resolve("ca/root.pem")).exists();
    assertThat(home.resolve("sallyport")).doesNotExist();
    assertThat(shell.out()).contains("curl --cacert '" + elsewhere + "/ca/root.pem' https://");
  }

  @Test
  void caSaysWhyItCannotBeUsed() throws Exception {
    shell.run("certs", "ca");
    Path key = Files.writeString(home.resolve("sallyport/ca/root.key"), "garbage");

    assertThat(shell.run("certs", "ca")).isEqualTo(1);

    assertThat(shell.err()).startsWith("sallyport: " + key + ": holds no PEM block");
    assertThat(shell.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ec, EC", "rsa, RSA", "rsa_pss, RSA_PSS", "ED25519, ED25519"})
  void issueMakesALeafOfTheKindAskedFor(String type, KeyKind kind) throws Exception {
    assertThat(issue("web.example", "*.web.example", "10.1.2.3", "::1", "--key-type", type))
        .as(shell.err())
        .isZero();

    Identity identity = read("web.example");
    assertThat(identity.keyKind()).isEqualTo(kind);
    assertThat(CertificateSummary.of(identity.leaf()).sans())
        .containsExactly("web.example", "*.web.example", "10.1.2.3", "::1");
    identity.leaf().verify(localCa(home.resolve("sallyport")).root().getPublicKey());
    assertThat(shell.out())
        .contains(
            home.resolve("out/web.example.pem") + "\n",
            home.resolve("out/web.example.key") + "\n",
            "web.example, *.web.example, 10.1.2.3, ::1\n");
  }

  @ParameterizedTest
  @CsvSource({"*.Web.example., _wildcard.web.example", "fd00::1, fd00__1", "localhost, localhost"})
  void issueNamesTheFilesByTheFirstName(String name, String file) throws Exception {
    assertThat(issue(name)).as(shell.err()).isZero();

    assertThat(read(file).leaf().getSubjectX500Principal().getName()).contains("Sallyport");
  }

  @Test
  void issueWritesTheFilesThatItIsTold() throws Exception {
    Path cert = home.resolve("a.crt");
    Path key = home.resolve("a.pkcs8");

    assertThat(
            shell.run(
                "certs",
                "issue",
                "a.example",
                "--days",
                "7",
                "--dir",
                home + "/ca2",
                "--cert",
                cert.toString(),
                "--key",
                key.toString()))
        .as(shell.err())
        .isZero();

    Identity identity = IdentityFiles.pem(cert, key, null);
    assertThat(Duration.between(Instant.now(), identity.leaf().getNotAfter().toInstant()))
        .isBetween(Duration.ofDays(6), Duration.ofDays(7));
    identity.leaf().verify(localCa(home.resolve("ca2")).root().getPublicKey());
  }

  @Test
  void issueReplacesFilesOnlyWhenForced() throws Exception {
    issue("a.example");
    Identity first = read("a.example");

    assertThat(issue("a.example")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualTo(
            "sallyport: "
                + home.resolve("out/a.example.pem")
                + ": is there already; --force replaces it\n");
    assertThat(read("a.example").leaf()).isEqualTo(first.leaf());

    assertThat(issue("a.example", "--force")).isZero();
    assertThat(read("a.example").leaf()).isNotEqualTo(first.leaf());
  }

  @ParameterizedTest
  @CsvSource({
    "a b, a b is no host name",
    "*, * is no host name",
    "a.example --days 826, a certificate is issued for 1 to 825 days",
    "a.example --days 0, a certificate is issued for 1 to 825 days",
    "a.example --key-type dsa, '--key-type: not one of ec, ed25519, rsa_pss, rsa: dsa'",
    "a.example --cert c.pem, --cert and --key belong together",
    "a.example --cert c.pem --key c.key, 'either --out, or --cert and --key'",
    "--force, certs issue needs NAME"
  })
  void issueRefusesWhatItCannotMake(String arguments, String message) {
    String[] words = arguments.equals("a b") ? new String[] {"a b"} : arguments.split(" ");

    assertThat(issue(words)).isEqualTo(2);

    assertThat(shell.err()).contains(message).contains("try: sallyport certs issue --help");
    assertThat(home.resolve("out")).doesNotExist();
    assertThat(home.resolve("sallyport")).as("the local CA").doesNotExist();
  }

  @Test
  void issueRefusesOneFileForBoth() {
    String file = home.resolve("y.pem").toString();

    assertThat(shell.run("certs", "issue", "a.example", "--cert", file, "--key", file, "--force"))
        .isEqualTo(2);

    assertThat(shell.err()).contains("--cert and --key have to be two files");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void issueSaysWhatIsWrongWithAFileInPlaceOfADirectoryAndMakesNothing() throws Exception {
    Path file = Files.createFile(home.resolve("out"));

    assertThat(issue("a.example")).isEqualTo(1);

    assertThat(shell.err())
        .isEqualTo("sallyport: " + file + ": is there already, and no directory\n");
    assertThat(home.resolve("sallyport")).as("the local CA").doesNotExist();
  }

  @Test
  void issueMakesNothingWhereAFileIsInItsWay() throws Exception {
    Files.createDirectory(home.resolve("out"));
    Files.createFile(home.resolve("out/a.example.key"));

    assertThat(issue("a.example")).isEqualTo(1);

    assertThat(shell.err()).contains("is there already; --force replaces it");
    assertThat(home.resolve("sallyport")).as("the local CA").doesNotExist();
  }

  private int issue(String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "certs";
    all[1] = "issue";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 2] = "--out";
    all[all.length - 1] = home.resolve("out").toString();
    return shell.run(all);
  }

  private Identity read(String name) throws Exception {
    Path out = home.resolve("out");
    return IdentityFiles.pem(out.resolve(name + ".pem"), out.resolve(name + ".key"), null);
  }

  private static LocalCa localCa(Path directory) throws Exception {
    return LocalCa.open(directory, InstantSource.system());
  }
}
