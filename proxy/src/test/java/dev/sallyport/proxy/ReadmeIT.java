package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
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
          "### ([^\n]+)\n(?:(?!###).)*?<!-- recipe -->\n```sh\n(.*?)```", Pattern.DOTALL);

  private static final long MINUTES = 3;

  @TempDir private Path data;

  record Recipe(String title, String script) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Recipe> recipes() throws Exception {
    List<MatchResult> found =
        RECIPE.matcher(Files.readString(ROOT.resolve("README.md"))).results().toList();
    return found.stream().map(match -> new Recipe(match.group(1), match.group(2)));
  }

  @Test
  void theReadmeHasRecipes() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertThat(recipes()).hasSize(readme.split("<!-- recipe -->", -1).length - 1).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeWorksAsItStands(Recipe recipe) throws Exception {
    File output = data.resolve("output.txt").toFile();
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-eu", "-c", recipe.script())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    shell.environment().put("XDG_DATA_HOME", data.toString());
    shell.environment().put("TMPDIR", data.toString());
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
  }
}
