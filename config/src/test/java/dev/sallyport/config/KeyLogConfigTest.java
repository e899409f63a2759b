package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For which names a key log is, and which files are refused for it. */
class KeyLogConfigTest {

  private Folder folder;

  @BeforeEach
  void makeFolder(@TempDir Path path) throws IOException {
    folder = Folder.make(path);
  }

  @Test
  void aKeyLogThatOthersCanReadIsRefused() throws Exception {
    Path keys = folder.write("keys.log", "");
    String with = "include \"base.conf\"\nsallyport.key-log.file = keys.log";
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(folder.problems(with))
        .containsExactly(
            "my.conf:2: sallyport.key-log.file: others can read or write it (chmod 600): keys.log");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    assertThat(folder.load(with).keyLog().file()).isEqualTo(keys);
  }

  @Test
  void aKeyLogThatIsALinkIsRefused() throws Exception {
    Path keys = folder.write("elsewhere.log", "");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.createSymbolicLink(folder.path().resolve("keys.log"), keys);
    Files.createSymbolicLink(folder.path().resolve("dangling.log"), Path.of("nowhere.log"));
    for (String link : List.of("keys.log", "dangling.log")) {
      assertThat(folder.problems("include \"base.conf\"\nsallyport.key-log.file = " + link))
          .containsExactly(
              "my.conf:2: sallyport.key-log.file: a link, or not a regular file: " + link);
    }
  }

  @Test
  void aKeyLogOfAnotherUserIsRefused() throws Exception {
    Path keys = folder.write("keys.log", "");
    assumeTrue(Files.getOwner(keys).getName().equals("root"), "only root gives files away");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.setAttribute(keys, "unix:uid", 65_534);
    assertThat(folder.problems("include \"base.conf\"\nsallyport.key-log.file = keys.log"))
        .singleElement()
        .asString()
        .startsWith("my.conf:2: sallyport.key-log.file: belongs to ")
        .endsWith(" and not to us, root: keys.log");
  }

  @Test
  void aKeyLogInTheFileOfTheConnectionLogIsRefused() throws Exception {
    String with =
        """
        include "base.conf"
        sallyport.key-log.file = "%s"
        sallyport.connection-log.file = "%s"
        """;
    String problem =
        "my.conf:2: sallyport.key-log.file: secrets would go to the file of connection-log";
    Files.createSymbolicLink(folder.path().resolve("other"), folder.path().resolve("folder"));
    assertThat(folder.problems(with.formatted("a.log", "a.log"))).containsExactly(problem);
    assertThat(folder.problems(with.formatted("a.log", "folder/../a.log")))
        .containsExactly(problem);
    assertThat(folder.problems(with.formatted("folder/a.log", "other/a.log")))
        .containsExactly(problem);
    Path link = Files.createSymbolicLink(folder.path().resolve("link"), Path.of("made.log"));
    Files.createSymbolicLink(folder.path().resolve("farther"), Path.of("folder/../link"));
    assertThat(Files.exists(link)).isFalse();
    assertThat(folder.problems(with.formatted("made.log", "link"))).containsExactly(problem);
    assertThat(folder.problems(with.formatted("made.log", "farther"))).containsExactly(problem);
    assertThat(folder.problems(with.formatted("other.log", "farther"))).isEmpty();
    assertThat(folder.problems(with.formatted("a.log", "b.log"))).isEmpty();

    Path keys = folder.write("a.log", "");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.createLink(folder.path().resolve("b.log"), keys);
    assertThat(folder.problems(with.formatted("a.log", "b.log"))).containsExactly(problem);
  }

  @Test
  void aKeyLogOnStandardOutputIsRefused() throws Exception {
    assertThat(folder.problems("include \"base.conf\"\nsallyport.key-log.file = \"-\""))
        .containsExactly(
            "my.conf:2: sallyport.key-log.file: needs a file: secrets do not go to standard"
                + " output");
  }

  @Test
  void aKeyLogCoversTheNamesItIsFor() throws Exception {
    KeyLogConfig keyLog = folder.load(Folder.resource("full.conf")).keyLog();
    assertThat(keyLog.covers("a.example.com")).isTrue();
    assertThat(keyLog.covers("APP.internal")).isTrue();
    assertThat(keyLog.covers("example.com")).isFalse();
    assertThat(keyLog.covers("a.b.example.com")).isFalse();
    assertThat(keyLog.covers(null)).isFalse();
  }
}
