package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Java the launcher takes, and what it hands over to it. */
class LauncherTest extends InstalledLauncher {

  LauncherTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

  @Test
  void javaHomeComesBeforePath() throws Exception {
    Path ours = java("ours", "17.0.15");
    Path other = java("other", "21.0.1");
    Result result = launch(Map.of("JAVA_HOME", ours.toString(), "PATH", path(other)), "version");
    assertThat(result.output()).first().isEqualTo("ours");
  }

  @Test
  void withoutJavaHomeTheJavaOnPathIsTaken() throws Exception {
    Result result = launch(Map.of("PATH", path(java("found", "17.0.15"))), "version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).first().isEqualTo("found");
  }

  @Test
  void withoutAJavaItSaysSo() throws Exception {
    Result result = launch(Map.of("PATH", tools()), "version");
    assertThat(result)
        .isEqualTo(
            new Result(
                1,
                List.of("sallyport: no Java found: install Java 17 or later, or set JAVA_HOME")));
  }

  @Test
  void aJavaHomeWithoutJavaIsNotPassedOver() throws Exception {
    Result result =
        launch(Map.of("JAVA_HOME", "/no/such", "PATH", path(java("found", "17.0.15"))), "version");
    assertThat(result)
        .isEqualTo(
            new Result(
                1,
                List.of(
                    "sallyport: JAVA_HOME is /no/such, but there is no /no/such/bin/java to run:"
                        + " set it to a Java 17 or later")));
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_402,8", "11.0.22,11", "16.0.2,16"})
  void anOldJavaIsRefusedByItsVersion(String version, String major) throws Exception {
    Path old = java("old", version);
    Result result = launch(Map.of("JAVA_HOME", old.toString(), "PATH", tools()), "version");
    assertThat(result)
        .isEqualTo(
            new Result(
                1,
                List.of(
                    "sallyport: Java 17 or later is needed, but %s/bin/java is Java %s"
                        .formatted(old, major))));
  }

  @Test
  void aJdkIsNotStartedToSayItsVersion() throws Exception {
    Path jdk = javaHome("jdk", "[ \"$1\" = -version ] || printf '%s\\n' \"$@\"");
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n");
    Result result = launch(Map.of("JAVA_HOME", jdk.toString(), "PATH", tools()), "version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).contains("--enable-native-access=ALL-UNNAMED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"})
  void theSystemSpeaksEnglishInEveryLocale(String variable) throws Exception {
    Path jdk = javaHome("jdk", "env");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Map<String, String> environment =
        Map.of("JAVA_HOME", jdk.toString(), "PATH", tools() + ":/usr/bin", variable, "de_DE.UTF-8");
    Map<String, String> expected = new HashMap<>(environment);
    expected.put("LANGUAGE", "C");
    assertThat(launch(environment, "version").output())
        .containsAll(expected.entrySet().stream().map(Object::toString).toList());
  }

  @ParameterizedTest
  @CsvSource({"17.0.15,-XX:SharedArchiveFile=", "25.0.3,-XX:AOTCache="})
  void whatIsPreparedForAJavaIsUsed(String version, String option) throws Exception {
    Path prepared = prepared(launch(version));
    assertThat(prepared.getFileName().toString()).startsWith("java-" + version + "-");
    Files.createDirectories(prepared);
    Files.createFile(prepared.resolve("archive"));
    assertThat(launch(version).output())
        .contains(option + prepared.resolve("archive"))
        .contains(prepared + "/*:" + classPath());
    assertThat(launch(version + ".1").output())
        .contains(classPath())
        .noneMatch(argument -> argument.startsWith(option));
  }

  /** The jars of another version may lie in the same folder, with what was prepared for them. */
  @Test
  void whatIsPreparedForOtherJarsIsNot() throws Exception {
    Path jars = home.resolve("lib");
    Path native64 = Files.createDirectories(jars.resolve(machine()));
    Set<Path> prepared = new HashSet<>();
    Files.writeString(jars.resolve("sallyport-proxy.jar"), "one");
    prepared.add(prepared(launch("17")));
    Files.writeString(jars.resolve("sallyport-proxy.jar"), "two");
    prepared.add(prepared(launch("17")));
    Files.writeString(jars.resolve("another.jar"), "three");
    prepared.add(prepared(launch("17")));
    Files.writeString(native64.resolve("native-1.jar"), "four");
    prepared.add(prepared(launch("17")));
    Files.move(native64.resolve("native-1.jar"), native64.resolve("native-2.jar"));
    prepared.add(prepared(launch("17")));
    assertThat(prepared).hasSize(5);
  }

  @Test
  void whatIsPreparedForAnotherVendorOfThatVersionIsNot() throws Exception {
    Path java = java("ours", "17.0.15");
    Map<String, String> environment = Map.of("JAVA_HOME", java.toString(), "PATH", tools());
    String release = "JAVA_VERSION=\"17.0.15\"\nIMPLEMENTOR=\"%s\"\n";
    Files.writeString(java.resolve("release"), release.formatted("one"));
    Path one = prepared(launch(environment, "version"));
    Files.writeString(java.resolve("release"), release.formatted("another"));
    assertThat(prepared(launch(environment, "version"))).isNotEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xshare:off", "-XX:AOTCacheOutput=x", "-XX:SharedArchiveFile=x"})
  void whoChoosesAnArchiveIsGivenNone(String option) throws Exception {
    Path archive = prepared(launch("25")).resolve("archive");
    Files.createDirectories(archive.getParent());
    Files.createFile(archive);
    assertThat(launch("25").output()).contains("-XX:AOTCache=" + archive);
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", root.resolve("java-25").toString(),
            "PATH", tools(),
            "SALLYPORT_OPTS", option);
    assertThat(launch(environment, "version").output())
        .contains(option)
        .doesNotContain("-XX:AOTCache=" + archive);
  }

  private static Path prepared(Result result) {
    String option = "-Dsallyport.prepared=";
    return result.output().stream()
        .filter(argument -> argument.startsWith(option))
        .map(argument -> Path.of(argument.substring(option.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void optionsComeBeforeTheClassAndArgumentsAfterIt() throws Exception {
    Result result =
        launch(
            Map.of(
                "JAVA_HOME", java("ours", "17.0.15").toString(),
                "PATH", tools(),
                "SALLYPORT_OPTS", "-Xmx64m -Dsome=thing"),
            "run",
            "-c",
            "a b.conf");
    assertThat(result.output())
        .containsSubsequence(
            "-Dlogback.configurationFile=" + home + "/conf/logback.xml",
            "-Xmx64m",
            "-Dsome=thing",
            "-cp",
            classPath(),
            "dev.sallyport.proxy.Main",
            "run",
            "-c",
            "a b.conf")
        .endsWith("a b.conf");
  }

  @Test
  void inTheBackgroundOfAScriptItStillListensToInterruptAndHangUp() throws Exception {
    Path java =
        javaHome(
            "signals",
            "[ \"$1\" = -version ] && echo 'java version \"17\"' || grep SigIgn /proc/$$/status");
    String script = "trap '' HUP; '" + launcher + "' version & wait";
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
    builder.environment().put("JAVA_HOME", java.toString());
    String ignored = builder.start().inputReader().readLine();
    long mask = Long.parseLong(ignored.substring("SigIgn:".length()).strip(), 16);
    assertThat(mask & 0b11).as("signals 1 and 2 in %s", ignored).isZero();
  }

  @Test
  void itFindsItsHomeThroughSymbolicLinks() throws Exception {
    Path links = Files.createDirectories(root.resolve("links"));
    Path absolute = Files.createSymbolicLink(links.resolve("one"), launcher);
    Path relative = Files.createSymbolicLink(links.resolve("two"), Path.of("one"));
    for (Path link : List.of(absolute, relative)) {
      launcher = link;
      assertThat(launch("17").output()).contains(classPath());
    }
  }

  @Test
  void itBecomesTheJavaItStarts() throws Exception {
    Path ours = javaHome("pid", "[ \"$1\" = -version ] && echo 'java version \"17\"' || echo $$");
    Process process = process(Map.of("JAVA_HOME", ours.toString(), "PATH", tools()));
    assertThat(process.inputReader().readLine()).isEqualTo(Long.toString(process.pid()));
  }
}
