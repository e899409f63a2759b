package dev.sallyport.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCaTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private final Path directory;

  LocalCaTest(@TempDir Path parent) {
    this.directory = parent.resolve("data").resolve("sallyport");
  }

  /** Opens a local CA in a process of its own and prints its root's fingerprint. */
  static final class OpeningProcess {
    private OpeningProcess() {}

    public static void main(String[] arguments) throws Exception {
      LocalCa ca = LocalCa.open(Path.of(arguments[0]), CLOCK);
      System.out.println(CertificateSummary.of(ca.root()).sha256());
    }
  }

  @Test
  void isMadeForItsOwnerAlone() throws Exception {
    LocalCa ca = open();

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("ca"))).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("ca/root.key"))).isEqualTo("rw-------");
    assertThat(permissions(ca.rootFile())).isEqualTo("rw-------");
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(directory.resolve("ca"));
    }
  }

  @Test
  void hasARootThatIssuesLeavesForTenYears() throws Exception {
    X509Certificate root = open().root();

    assertThat(CertificateSummary.of(root).key()).isEqualTo("EC P-256");
    assertThat(root.getBasicConstraints()).isZero();
    assertThat(root.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(life(root)).isBetween(Duration.ofDays(3649), Duration.ofDays(3653));
    assertThat(root.getNotBefore().toInstant()).isBefore(CLOCK.instant());
  }

  @Test
  void isTheSameWhenOpenedAgain() throws Exception {
    LocalCa first = open();
    LocalCa second = open();

    assertThat(second.root()).isEqualTo(first.root());
    assertThat(TrustAnchors.pem(second.rootFile()).certificates()).containsExactly(first.root());
  }

  @Test
  void livesBesideOtherFiles() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("notes.txt"), "mine");

    open();

    assertThat(directory.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void isOneForAllThatOpenItAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<X509Certificate> opening = () -> open().root();
      List<Future<X509Certificate>> roots = threads.invokeAll(Collections.nCopies(32, opening));
      Set<X509Certificate> different = new HashSet<>();
      for (Future<X509Certificate> root : roots) {
        different.add(root.get());
      }
      assertThat(different).hasSize(1);
    } finally {
      threads.shutdown();
    }
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(directory.resolve("ca"));
    }
  }

  @Test
  void isOneForAllProcessesThatOpenItAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  OpeningProcess.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    Set<String> roots = new HashSet<>();
    for (Process process : processes) {
      roots.add(new String(process.getInputStream().readAllBytes(), US_ASCII).trim());
      assertThat(process.waitFor()).isZero();
    }

    assertThat(roots).containsExactly(CertificateSummary.of(open().root()).sha256());
  }

  @ParameterizedTest
  @EnumSource
  void issuesServersThatVerify(KeyKind kind) throws Exception {
    LocalCa ca = open();
    PeerVerifier verifier = new PeerVerifier(TrustAnchors.pem(ca.rootFile()), CLOCK);

    Identity leaf = ca.issue(List.of("a.example", "*.B.example.", "10.1.2.3", "fd00::1"), kind);

    assertThat(leaf.keyKind()).isEqualTo(kind);
    assertThat(CertificateSummary.of(leaf.leaf()).sans())
        .containsExactly("a.example", "*.b.example", "10.1.2.3", "fd00::1");
    for (String host : List.of("a.example", "x.b.example", "10.1.2.3", "fd00::1")) {
      assertThat(verifier.verifyServer(leaf.chain(), host).trusted()).as(host).isTrue();
    }
    assertThat(verifier.verifyClient(leaf.chain()).reason()).isEqualTo(Verdict.Reason.WRONG_USAGE);
    assertThat(life(leaf.leaf())).isBetween(Duration.ofDays(80), Duration.ofDays(90));
    assertThat(leaf.leaf().getNotBefore().toInstant())
        .isBefore(CLOCK.instant().minus(Duration.ofMinutes(30)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 825})
  void issuesForAsManyDaysAsItIsTold(int days) throws Exception {
    Identity leaf = open().issue(List.of("a.example"), KeyKind.EC, days);

    assertThat(life(leaf.leaf())).isEqualTo(Duration.ofDays(days));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 826})
  void refusesLivesThatClientsWouldRefuse(int days) throws Exception {
    LocalCa ca = open();

    assertThatThrownBy(() -> ca.issue(List.of("a.example"), KeyKind.EC, days))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a certificate is issued for 1 to 825 days, not " + days);
  }

  @Test
  void issuesNothingThatOutlivesItsRoot() throws Exception {
    LocalCa ca = open();
    Instant end = ca.root().getNotAfter().toInstant();
    Instant late = end.minus(Duration.ofDays(10));

    Identity leaf = LocalCa.open(directory, () -> late).issue(List.of("a.example"), KeyKind.EC, 30);

    assertThat(leaf.leaf().getNotAfter().toInstant()).isEqualTo(end);
  }

  @Test
  void isFoundWhereItWasMade() throws Exception {
    assertThat(LocalCa.rootFileIn(directory)).isEmpty();

    LocalCa ca = open();

    assertThat(LocalCa.rootFileIn(directory)).contains(ca.rootFile());
  }

  @Test
  void issuesWhatOpenSslAccepts(@TempDir Path work) throws Exception {
    OpenSsl openssl = new OpenSsl(work);
    LocalCa ca = open();
    TestCertificates.write(ca.issue(List.of("localhost"), KeyKind.EC), work, "web");

    for (String name :
        List.of("-verify_hostname localhost", "-verify_ip 127.0.0.1", "-verify_ip ::1")) {
      assertThat(
              openssl.run(
                  "verify -x509_strict -purpose sslserver -CAfile "
                      + ca.rootFile()
                      + " "
                      + name
                      + " web.pem"))
          .contains("web.pem: OK");
    }
  }

  @Test
  void leavesALongNameOutOfTheSubject() throws Exception {
    String name = "a".repeat(60) + "." + "b".repeat(60) + ".example";

    Identity leaf = open().issue(List.of(name), KeyKind.EC);

    assertThat(CertificateSummary.of(leaf.leaf()).subject()).isEqualTo("O=Sallyport local CA");
    assertThat(CertificateSummary.of(leaf.leaf()).sans()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "*.*.example", "*", "*.127.0.0.1", "a*.example"})
  void refusesToIssueForWhatIsNoName(String name) throws Exception {
    LocalCa ca = open();

    assertThatThrownBy(() -> ca.issue(List.of(name), KeyKind.EC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " is no host name");
    assertThatThrownBy(() -> ca.issue(List.of(), KeyKind.EC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhatIsWrongWithADamagedDirectory() throws Exception {
    LocalCa ca = open();
    Path key = directory.resolve("ca/root.key");
    String advice = "; to begin a new local CA, remove " + directory.resolve("ca");
    String certificate = Files.readString(ca.rootFile());

    Files.writeString(ca.rootFile(), "garbage");
    assertRefused(ca.rootFile() + ": holds no PEM block" + advice);

    Files.writeString(ca.rootFile(), PemText.of(TestCertificates.authority("x").certificate()));
    assertRefused(
        key
            + ": private key (EC) does not belong to the certificate in root.pem (EC P-256)"
            + advice);

    Files.writeString(ca.rootFile(), certificate);
    Files.delete(key);
    assertRefused(key + ": cannot be read: no such file" + advice);

    TestCertificates.PemFiles leaf =
        TestCertificates.write(TestCertificates.authority("x").server("a.example"), directory, "x");
    Files.copy(leaf.key(), key);
    Files.copy(leaf.cert(), ca.rootFile(), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(ca.rootFile() + ": is not the certificate of a CA" + advice);

    Files.delete(ca.rootFile());
    Files.delete(key);
    assertRefused(ca.rootFile() + ": cannot be read: no such file" + advice);
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    open();
    Path key = directory.resolve("ca/root.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

    assertRefused(key + ": is open to other users; take their rights by `chmod 600`");
  }

  @Test
  void refusesADirectoryInWhichOthersCanReplaceTheKey() throws Exception {
    open();
    Path ca = directory.resolve("ca");
    Files.setPosixFilePermissions(ca, PosixFilePermissions.fromString("rwxr-xr-x"));
    open();
    Files.setPosixFilePermissions(ca, PosixFilePermissions.fromString("rwxrwx---"));

    assertRefused(ca + ": is open to other users; take their rights by `chmod 700`");
  }

  @Test
  void refusesAnExpiredRoot() throws Exception {
    LocalCa ca = open();
    Instant end = ca.root().getNotAfter().toInstant();

    assertThatThrownBy(() -> LocalCa.open(directory, () -> end.plusSeconds(1)))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(ca.rootFile() + ": certificate expired on ");
  }

  @Test
  void saysWhyItCannotBeMade() throws Exception {
    Files.createDirectories(directory.getParent());
    Files.writeString(directory, "a file");

    assertThatThrownBy(this::open)
        .isInstanceOf(CredentialException.class)
        .hasMessage(
            directory.resolve("ca") + ": cannot be made: a file of that name is in the way");
  }

  @Test
  void followsTheXdgBaseDirectories() {
    assertThat(LocalCa.defaultDirectory(Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/a")))
        .isEqualTo(Path.of("/data/sallyport"));
    assertThat(LocalCa.defaultDirectory(Map.of("XDG_DATA_HOME", "data", "HOME", "/home/a")))
        .isEqualTo(Path.of("/home/a/.local/share/sallyport"));
    assertThat(LocalCa.defaultDirectory(Map.of("XDG_DATA_HOME", "", "HOME", "/home/a")))
        .isEqualTo(Path.of("/home/a/.local/share/sallyport"));
    assertThat(LocalCa.defaultDirectory(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/sallyport"));
  }

  private LocalCa open() throws CredentialException {
    return LocalCa.open(directory, CLOCK);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::open).isInstanceOf(CredentialException.class).hasMessage(message);
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Duration life(X509Certificate certificate) {
    return Duration.between(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }
}
