package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe of the README works as it stands there, pasted into a shell. */
class ReadmeIT {

  private static final Path ROOT =
      Path.of(System.getProperty("sallyport.distribution")).resolve("../../..").normalize();

  private static final Pattern RECIPE =
      Pattern.compile(
          "### ([^\n]+)\n(?:(?!###).)*?<!-- recipe -->\n```sh\n(.*?)```"
              + "(?:(?!###).)*?(?:(?=\n### |\n## )|<!-- prints -->\n```text\n(.*?)```)",
          Pattern.DOTALL);

  /** Programs of recipes that a machine may lack. */
  private static final List<String> TOOLS =
      List.of("nginx", "wrk", "nc", "openssl", "python3", "dumpcap", "tshark");

  private static final long MINUTES = 3;

  @TempDir private Path data;

  /**
   * @param prints lines that stand in what it puts out
   */
  record Recipe(String title, String script, List<String> prints) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Recipe> recipes() throws Exception {
    List<MatchResult> found =
        RECIPE.matcher(Files.readString(ROOT.resolve("README.md"))).results().toList();
    return found.stream().map(ReadmeIT::recipe);
  }

  private static Recipe recipe(MatchResult match) {
    String prints = match.group(3);
    return new Recipe(
        match.group(1), match.group(2), prints == null ? List.of() : prints.lines().toList());
  }

  @Test
  void theReadmeHasRecipes() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertThat(recipes()).hasSize(readme.split("<!-- recipe -->", -1).length - 1).isNotEmpty();
    assertThat(recipes().filter(recipe -> !recipe.prints().isEmpty()))
        .hasSize(readme.split("<!-- prints -->", -1).length - 1)
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeWorksAsItStandsAndPrintsWhatIsShown(Recipe recipe) throws Exception {
    TOOLS.stream().filter(tool -> recipe.script().contains(tool + " ")).forEach(Tool::of);
    if (recipe.script().contains("dumpcap ")) {
      Capture.of(data, 1).close(); // where it is not permitted the recipe is skipped too
    }
    // Where the tests run as root, nginx's workers are somebody else.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    File output = data.resolve("output.txt").toFile();
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-eu", "-c", recipe.script())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    shell.environment().put("XDG_DATA_HOME", data.toString());
    shell.environment().put("TMPDIR", data.toString());
    shell.environment().put("SALLYPORT_OPTS", Program.FLAGS);
    Process process = shell.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String said = Files.readString(output.toPath());
    assertThat(ended).as("ended in time; it said:%n%s", said).isTrue();
    assertThat(process.exitValue()).as("exit code; it said:%n%s", said).isZero();
    assertThat(said).as("a ladder with its verdict").contains("▶").contains("client");
    assertThat(said.lines().map(ReadmeIT::withoutMeasures))
        .as("what it printed")
        .containsAll(recipe.prints().stream().map(ReadmeIT::withoutMeasures).toList());
  }

  /**
   * A line of output without what differs from one run to the next: times, rates, randoms, hashes.
   */
  private static String withoutMeasures(String line) {
    return line.replaceAll("JA4 t\\w+|[0-9a-f]{4}…[0-9a-f]{4}|[0-9a-f]{8,}", "0")
        .replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]{5,}", "0")
        .replaceAll("[0-9]+(\\.[0-9]+)? [µm]?s\\b|[0-9]+\\.[0-9]+", "0")
        .replaceAll("[\\s─]+", " ")
        .strip();
  }
}
