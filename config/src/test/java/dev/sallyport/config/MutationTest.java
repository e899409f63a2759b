package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, it is a configuration or it has problems. */
class MutationTest {

  private static final int ROUNDS = 400;
  private static final List<String> PIECES =
      List.of(
          "${",
          "}",
          "{",
          "[",
          "]",
          "\"",
          ",",
          "=",
          ":",
          "\n",
          "#",
          "null",
          "${?x}",
          "${sallyport}",
          "${sallyport.listeners.web}",
          "include \"",
          "include \"my.conf\"\n",
          "+=",
          ".",
          "-1",
          "1e99",
          "99999999999999999999",
          "\u0000",
          "\u00e9",
          "\"\"\"",
          "on",
          "8443",
          "*",
          "0x10",
          "-",
          " ");

  @Test
  void alteredTextNeverFailsInAnyOtherWay(@TempDir Path path) throws Exception {
    Folder folder = Folder.make(path);
    String text = Folder.resource("full.conf");
    Random random = new Random(20261120);
    int valid = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String altered = alter(text, random);
      valid += isConfiguration(folder.write("my.conf", altered), altered) ? 1 : 0;
    }
    assertThat(valid).isBetween(ROUNDS / 100, ROUNDS / 2);
  }

  @Test
  void garbageNeverFailsInAnyOtherWay(@TempDir Path path) throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      Path file = Files.write(path.resolve("my.conf"), garbage);
      assertThat(isConfiguration(file, new String(garbage, StandardCharsets.ISO_8859_1))).isFalse();
    }
  }

  private static boolean isConfiguration(Path file, String text) {
    try {
      return ConfigurationLoader.load(file) != null;
    } catch (ConfigurationException e) {
      assertThat(e.problems()).isNotEmpty();
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("not told but thrown for:\n" + text, e);
    }
  }

  private static String alter(String text, Random random) {
    StringBuilder altered = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(altered.length());
      int to = Math.min(altered.length(), from + random.nextInt(30));
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      switch (random.nextInt(4)) {
        case 0 -> altered.delete(from, to);
        case 1 -> altered.insert(from, piece);
        case 2 -> altered.replace(from, Math.min(to, from + 5), piece);
        default -> altered.insert(random.nextInt(altered.length()), altered.substring(from, to));
      }
    }
    return altered.toString();
  }
}
