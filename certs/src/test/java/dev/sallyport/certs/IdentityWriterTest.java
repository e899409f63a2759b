package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityWriterTest {
  private final TestCertificates ca = TestCertificates.authority("Root CA");
  private final Path directory;
  private final Path certificate;
  private final Path key;

  IdentityWriterTest(@TempDir Path directory) {
    this.directory = directory;
    this.certificate = directory.resolve("web.pem");
    this.key = directory.resolve("web.key");
  }

  @ParameterizedTest
  @EnumSource
  void writesWhatCanBeReadAgain(KeyKind kind) throws Exception {
    Identity identity = ca.intermediate("Issuing CA").leaf("a.example").kind(kind).identity();

    new IdentityWriter(false).write(identity, certificate, key);

    Identity read = IdentityFiles.pem(certificate, key, null);
    assertThat(read.chain()).isEqualTo(identity.chain()).hasSize(2);
    assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void keepsTheKeyToItsOwner() throws Exception {
    new IdentityWriter(false).write(ca.server("a.example"), certificate, key);

    assertThat(permissions(certificate)).isEqualTo("rw-r--r--");
    assertThat(permissions(key)).isEqualTo("rw-------");
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(certificate, key);
    }
  }

  /** What goes from the directory are the files written beside, when they are renamed. */
  @Test
  void replacesFilesWithoutAMomentInWhichThereIsNone() throws Exception {
    new IdentityWriter(false).write(ca.server("a.example"), certificate, key);
    List<String> gone = new ArrayList<>();
    try (WatchService watch = directory.getFileSystem().newWatchService()) {
      directory.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
      new IdentityWriter(true).write(ca.server("a.example"), certificate, key);
      while (gone.stream().filter(name -> name.endsWith(".tmp")).count() < 2) {
        WatchKey events = watch.poll(60, TimeUnit.SECONDS);
        assertThat(events).as("gone so far: %s", gone).isNotNull();
        events.pollEvents().forEach(event -> gone.add(String.valueOf(event.context())));
        events.reset();
      }
    }
    assertThat(gone).allMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void replacesNothingUnlessItMay() throws Exception {
    Files.writeString(certificate, "mine");

    assertThatThrownBy(
            () -> new IdentityWriter(false).write(ca.server("a.example"), certificate, key))
        .isInstanceOf(CredentialException.class)
        .hasMessage(certificate + ": is there already");
    assertThat(certificate).hasContent("mine");
    assertThat(key).doesNotExist();
  }

  @Test
  void replacesBothWhereItMay() throws Exception {
    new IdentityWriter(false).write(ca.server("a.example"), certificate, key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
    Identity second = ca.server("b.example");

    new IdentityWriter(true).write(second, certificate, key);

    assertThat(IdentityFiles.pem(certificate, key, null).leaf()).isEqualTo(second.leaf());
    assertThat(permissions(key)).isEqualTo("rw-------");
  }

  @Test
  void saysWhereItCannotWrite() {
    Path nowhere = directory.resolve("no/web.key");

    assertThatThrownBy(
            () -> new IdentityWriter(true).write(ca.server("a.example"), certificate, nowhere))
        .isInstanceOf(CredentialException.class)
        .hasMessage(nowhere + ": cannot be written: no such directory");
    assertThatThrownBy(() -> new IdentityWriter(true).write(ca.server("a.example"), directory, key))
        .isInstanceOf(CredentialException.class)
        .hasMessage(directory + ": is a directory");
    assertThat(key).doesNotExist();
  }

  @Test
  void leavesNoKeyWithoutItsCertificate() throws Exception {
    Path nowhere = directory.resolve("no/web.pem");

    assertThatThrownBy(() -> new IdentityWriter(true).write(ca.server("a.example"), nowhere, key))
        .hasMessage(nowhere + ": cannot be written: no such directory");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void writesNoKeyWhereItsCertificateGoes() throws Exception {
    Files.writeString(key, "mine");
    Path again = directory.resolve("../" + directory.getFileName() + "/web.key");

    assertThatThrownBy(() -> new IdentityWriter(true).write(ca.server("a.example"), again, key))
        .isInstanceOf(CredentialException.class)
        .hasMessage(key + ": is the file of the certificate, too");
    assertThat(key).hasContent("mine");
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
