package dev.sallyport.proxy.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.CredentialFile;
import dev.sallyport.config.ConfigurationLoader;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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

  private final SaidBy log = new SaidBy(CredentialWatch.class);

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

  private static void assertSealsWith(List<TicketKey> keys, String key) {
    byte[] ticket = TicketKeys.shared(keys).seal(STATE, new SecureRandom());
    assertThat(TicketKeys.shared(List.of(TicketKey.parse(key))).open(ticket)).isEqualTo(STATE);
  }

  @Test
  void theFirstSealsAllOpenAndCommentsArePassedOver() throws Exception {
    write("# of this week\n" + NEW + "\n\n  # of the last\n  " + OLD + "  \r\n");
    List<TicketKey> keys = TicketKeyFile.read(file());
    assertSealsWith(keys, NEW);
    assertThat(TicketKeys.shared(keys).open(sealed(OLD))).isEqualTo(STATE);
    assertThat(TicketKeys.shared(keys).open(sealed(key('3')))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw--w----", "rw----r--", "rw-----w-", "rw------x"})
  void othersThanItsOwnerMayHaveNoAccess(String mode) throws Exception {
    write(OLD, mode);
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith(file() + ": others than ")
        .hasMessageContaining(" have access to it (chmod 6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void itsOwnerMay(String mode) throws Exception {
    write(OLD, mode);
    assertSealsWith(TicketKeyFile.read(file()), OLD);
  }

  @Test
  void anotherUserMayNotOwnIt() throws Exception {
    write(OLD);
    UserPrincipal other =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    assumeTrue(mayGive(file(), other), "only root gives files away");
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
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
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
        .isInstanceOf(CredentialException.class)
        .hasMessage(file() + ": is no regular file");
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    write("#\n".repeat(CredentialFile.LIMIT / 2) + OLD);
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
        .hasMessage(file() + ": is larger than 4 MiB");
  }

  @Test
  void aLinkToItIsFollowed() throws Exception {
    write(OLD);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file());
    assertSealsWith(TicketKeyFile.read(link), OLD);
  }

  @Test
  void whatIsWrongIsToldByItsLine() throws Exception {
    write("# none\n\n");
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
        .hasMessage(file() + ": needs 1 to 64 keys, has 0");
    write((OLD + "\n").repeat(65));
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
        .hasMessage(file() + ": needs 1 to 64 keys, has 65");
    write("# one\n" + OLD + "\n" + NEW.substring(1));
    assertThatThrownBy(() -> TicketKeyFile.read(file()))
        .hasMessage(file() + ": line 3: a ticket key is 96 hexadecimal digits");
  }

  @Test
  void aChangeIsTakenAndToldOnce() throws Exception {
    write(OLD);
    try (CredentialWatch watch = watch()) {
      look(watch);
      assertThat(log.lines()).isEmpty();

      write(NEW + "\n" + OLD);
      look(watch);
      look(watch);

      assertSealsWith(keys(watch), NEW);
      assertThat(TicketKeys.shared(keys(watch)).open(sealed(OLD))).isEqualTo(STATE);
      assertThat(log.lines()).containsExactly("INFO reloaded " + file() + " for listener web");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abcd", "not a key"})
  void aBadChangeIsToldOnceAndTheLastGoodKeysStay(String bad) throws Exception {
    write(OLD);
    try (CredentialWatch watch = watch()) {
      write(bad);
      look(watch);
      look(watch);
      look(watch);

      assertSealsWith(keys(watch), OLD);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "WARN "
                  + (directory.resolve("test.conf")
                      + ":2: sallyport.listeners.web.tls.ticket-keys: ")
                  + (file() + ": "))
          .endsWith(": the last good one stays in use");
      write(NEW);
      look(watch);
      assertSealsWith(keys(watch), NEW);
    }
  }

  @Test
  void whatIsHalfWrittenIsNeitherTakenNorToldOf() throws Exception {
    write(OLD);
    try (CredentialWatch watch = watch()) {
      write("# of this week\n" + NEW.substring(7));
      look(watch);
      assertSealsWith(keys(watch), OLD);
      write("# of this week\n" + NEW);
      look(watch);
      assertSealsWith(keys(watch), NEW);
      assertThat(log.lines()).containsExactly("INFO reloaded " + file() + " for listener web");
    }
  }

  @Test
  void aFileThatIsGoneIsTakenWhenItIsBack() throws Exception {
    write(OLD);
    try (CredentialWatch watch = watch()) {
      Files.delete(file());
      look(watch);
      assertSealsWith(keys(watch), OLD);
      write(NEW);
      look(watch);
      assertSealsWith(keys(watch), NEW);
    }
  }

  @Test
  void aModeThatIsMendedIsAChange() throws Exception {
    write(OLD);
    try (CredentialWatch watch = watch()) {
      write(NEW, "rw-r--r--");
      look(watch);
      assertSealsWith(keys(watch), OLD);
      setMode(file(), "rw-------");
      look(watch);
      assertSealsWith(keys(watch), NEW);
    }
  }

  private static List<TicketKey> keys(CredentialWatch watch) {
    return Objects.requireNonNull(watch.credentials().listeners().get("web")).ticketKeys();
  }

  private static void look(CredentialWatch watch) {
    watch.refresh(false, made -> {});
  }

  private CredentialWatch watch() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("test.conf"),
            """
            sallyport.listeners.web { bind = "127.0.0.1:0", backend = app, tls {
              local-ca = on, ticket-keys = ticket.keys
            } }
            sallyport.backends.app.servers = ["127.0.0.1:1"]
            """);
    return new CredentialWatch(
        ConfigurationLoader.load(file), directory.resolve("local-ca"), InstantSource.system());
  }
}
