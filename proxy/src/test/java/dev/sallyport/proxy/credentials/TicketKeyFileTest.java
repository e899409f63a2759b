package dev.sallyport.proxy.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.CredentialFile;
import dev.sallyport.proxy.SaidBy;
import dev.sallyport.tls.TicketKey;
import dev.sallyport.tls.TicketKeys;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a listener's tickets follow their file, and nothing of it is ever repeated. */
class TicketKeyFileTest {
  private static final byte[] STATE = "a session".getBytes(US_ASCII);
  private static final String OLD = key('1');
  private static final String NEW = key('2');

  @TempDir private Path directory;

  private final SaidBy log = new SaidBy(TicketKeyFile.class);

  @AfterEach
  void nothingOfAKeyWasSaid() {
    log.close();
    assertThat(log.lines()).noneMatch(line -> line.contains("abcd"));
  }

  private static String key(char digit) {
    return String.valueOf(digit).repeat(32) + "abcd".repeat(16);
  }

  private Path file() {
    return directory.resolve("ticket.keys");
  }

  /** Puts another file in its place, so that it is another one however fast the test is. */
  private void write(String text, String mode) throws IOException {
    Path next = Files.createTempFile(directory, "next", ".keys");
    Files.writeString(next, text);
    setMode(next, mode);
    Files.move(next, file(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(String text) throws Exception {
    write(text, "rw-------");
  }

  private static void setMode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static byte[] sealed(String key) {
    return TicketKeys.shared(List.of(TicketKey.parse(key))).seal(STATE, new SecureRandom());
  }

  private static void assertSealsWith(TicketKeyFile keys, String key) {
    byte[] ticket = keys.keys().seal(STATE, new SecureRandom());
    assertThat(TicketKeys.shared(List.of(TicketKey.parse(key))).open(ticket)).isEqualTo(STATE);
  }

  @Test
  void theFirstSealsAllOpenAndCommentsArePassedOver() throws Exception {
    write("# of this week\n" + NEW + "\n\n  # of the last\n  " + OLD + "  \r\n");
    TicketKeyFile keys = TicketKeyFile.open(file());
    assertSealsWith(keys, NEW);
    assertThat(keys.keys().open(sealed(OLD))).isEqualTo(STATE);
    assertThat(keys.keys().open(sealed(key('3')))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw--w----", "rw----r--", "rw-----w-", "rw------x"})
  void othersThanItsOwnerMayHaveNoAccess(String mode) throws Exception {
    write(OLD, mode);
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(file() + ": others than ")
        .hasMessageContaining(" have access to it (chmod 6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void itsOwnerMay(String mode) throws Exception {
    write(OLD, mode);
    assertSealsWith(TicketKeyFile.open(file()), OLD);
  }

  @Test
  void anotherUserMayNotOwnIt() throws Exception {
    write(OLD);
    UserPrincipal other =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    assumeTrue(mayGive(file(), other), "only root gives files away");
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(file() + ": belongs to nobody and not to us, ");
  }

  private static boolean mayGive(Path file, UserPrincipal other) throws IOException {
    try {
      Files.setOwner(file, other);
      return true;
    } catch (FileSystemException refused) {
      return false;
    }
  }

  /** Nobody writes to it, so that whoever opened it would wait for ever. */
  @Test
  void aFifoIsRefused() throws Exception {
    Process made = new ProcessBuilder("mkfifo", "-m", "600", file().toString()).start();
    assertThat(made.waitFor()).isZero();
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file() + ": is no regular file");
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    write("#\n".repeat(CredentialFile.LIMIT / 2) + OLD);
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .hasMessage(file() + ": is larger than 4 MiB");
  }

  @Test
  void aLinkToItIsFollowed() throws Exception {
    write(OLD);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file());
    assertSealsWith(TicketKeyFile.open(link), OLD);
  }

  @Test
  void whatIsWrongIsToldByItsLine() throws Exception {
    write("# none\n\n");
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .hasMessage(file() + ": needs 1 to 64 keys, has 0");
    write((OLD + "\n").repeat(65));
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .hasMessage(file() + ": needs 1 to 64 keys, has 65");
    write("# one\n" + OLD + "\n" + NEW.substring(1));
    assertThatThrownBy(() -> TicketKeyFile.open(file()))
        .hasMessage(file() + ": line 3: a ticket key is 96 hexadecimal digits");
  }

  @Test
  void aChangeIsTakenAndToldOnce() throws Exception {
    write(OLD);
    TicketKeyFile keys = TicketKeyFile.open(file());
    keys.refresh();
    assertThat(log.lines()).isEmpty();

    write(NEW + "\n" + OLD);
    keys.refresh();
    keys.refresh();

    assertSealsWith(keys, NEW);
    assertThat(keys.keys().open(sealed(OLD))).isEqualTo(STATE);
    assertThat(log.lines()).containsExactly("INFO took the ticket keys of " + file() + " anew");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abcd", "not a key"})
  void aBadChangeIsToldOnceAndTheLastGoodKeysStay(String bad) throws Exception {
    write(OLD);
    TicketKeyFile keys = TicketKeyFile.open(file());

    write(bad);
    keys.refresh();
    keys.refresh();

    assertSealsWith(keys, OLD);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARN the ticket keys stay as they are: " + file() + ": ");
    write(NEW);
    keys.refresh();
    assertSealsWith(keys, NEW);
  }

  @Test
  void aFileThatIsGoneIsTakenWhenItIsBack() throws Exception {
    write(OLD);
    TicketKeyFile keys = TicketKeyFile.open(file());
    Files.delete(file());
    keys.refresh();
    assertSealsWith(keys, OLD);
    write(NEW);
    keys.refresh();
    assertSealsWith(keys, NEW);
  }

  @Test
  void aModeThatIsMendedIsAChange() throws Exception {
    write(OLD);
    TicketKeyFile keys = TicketKeyFile.open(file());
    write(NEW, "rw-r--r--");
    keys.refresh();
    assertSealsWith(keys, OLD);
    setMode(file(), "rw-------");
    keys.refresh();
    assertSealsWith(keys, NEW);
  }
}
