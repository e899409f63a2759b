package dev.sallyport.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM leaks is found, in whatever form, and what it does not leak is not. */
@Timeout(60)
class SecretsWatchIT {

  private static final String JAR = "target/sallyport-secrets.jar";

  @TempDir private Path seen;
  @TempDir private Path left;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hex",
        "upper-case",
        "colons",
        "array",
        "base64",
        "url",
        "pem",
        "octets",
        "part",
        "record-key",
        "password"
      })
  void aLeakIsFound(String form) throws Exception {
    run(form);
    assertThat(search())
        .contains(left.resolve("said.txt") + ": a " + (form.equals("password") ? form : "key"))
        .contains("1 other files do");
  }

  @Test
  void whatIsKeptInItsPlaceIsNoLeak() throws Exception {
    run("nothing");
    assertThat(search())
        .contains("1 files that are made to hold secrets hold some", "0 other files do");
  }

  @Test
  void aHookThatSawNothingIsSaid() throws Exception {
    run("nothing");
    assertThat(search()).contains("0 by org/bouncycastle/tls/crypto/impl/AbstractTlsSecret");
  }

  private void run(String form) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("-Xshare:off", "-javaagent:" + JAR + "=" + seen));
    command.addAll(
        List.of("-cp", "target/test-classes", Leaky.class.getName(), form, left.toString()));
    assertThat(java(command)).isEmpty();
  }

  private String search() throws Exception {
    return java(List.of("-jar", JAR, seen.toString(), left.toString()));
  }

  private static String java(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }
}
