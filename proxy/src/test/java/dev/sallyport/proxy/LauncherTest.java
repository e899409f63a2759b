package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher with pretended Javas, each of which says its version, or prints what it was started
 * with.
 */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("src/main/dist/bin/sallyport").toAbsolutePath();

  private final Path root;
  private final Path home;
  private Path launcher;

  private static final String LARGE_PAGES = "-XX:+UseTransparentHugePages";

  private record Result(int exitCode, List<String> output) {}

  /** Installs it in a folder with a blank in its name, since users have such. */
  LauncherTest(@TempDir Path directory) throws IOException {
    root = directory.toRealPath();
    home = root.resolve("sally port");
    launcher = Files.createDirectories(home.resolve("bin")).resolve("sallyport");
    Files.copy(LAUNCHER, launcher);
    Files.createDirectories(home.resolve("lib"));
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

  @ParameterizedTest
  @ValueSource(strings = {"17", "21.0.5", "23.0.2"})
  void nativeAccessIsNotAskedForBefore24(String version) throws Exception {
    assertThat(launch(version).output())
        .noneMatch(argument -> argument.startsWith("--enable-native-access"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"24", "25.0.1", "26-ea"})
  void nativeAccessIsAskedForFrom24On(String version) throws Exception {
    assertThat(launch(version).output())
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
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
  void anotherCollectorMayBeChosen() throws Exception {
    assertThat(launch("17").output()).contains("-XX:+UseParallelGC");
    Path java = java("ours", "17");
    String options = "-Xmx64m -XX:+UseZGC";
    assertThat(
            launch(
                    Map.of(
                        "JAVA_HOME", java.toString(),
                        "PATH", tools(),
                        "SALLYPORT_OPTS", options),
                    "version")
                .output())
        .contains("-XX:+UseZGC")
        .doesNotContain("-XX:+UseParallelGC");
  }

  @ParameterizedTest
  @CsvSource({"17,false", "24,false", "25,true", "26-ea,true"})
  void headersAreCompactWhereTheJavaOffersIt(String version, boolean compact) throws Exception {
    assertThat(launch(version).output().contains("-XX:+UseCompactObjectHeaders"))
        .isEqualTo(compact);
  }

  @ParameterizedTest
  @CsvSource({"1,16", "3,48", "64,64"})
  void theYoungGenerationIsBoundedByTheProcessors(int processors, int megabytes) throws Exception {
    script("machine/nproc", "echo " + processors + "\n");
    String java = java("ours", "17").toString();
    String path = root.resolve("machine") + ":" + tools();
    assertThat(launch(Map.of("JAVA_HOME", java, "PATH", path), "version").output())
        .contains("-XX:+UseParallelGC", "-XX:MaxNewSize=" + megabytes + "m");
  }

  @ParameterizedTest
  @CsvSource({
    "SALLYPORT_OPTS, -Xmx64m",
    "SALLYPORT_OPTS, -Dany=thing -XX:MaxRAMPercentage=50",
    "SALLYPORT_OPTS, -XX:NewSize=8m",
    "JAVA_TOOL_OPTIONS, -Xms32m",
    "JDK_JAVA_OPTIONS, -XX:+UseZGC"
  })
  void whoChoosesAHeapChoosesItsParts(String variable, String options) throws Exception {
    String java = java("ours", "17").toString();
    assertThat(
            launch(Map.of("JAVA_HOME", java, "PATH", tools(), variable, options), "version")
                .output())
        .noneMatch(option -> option.startsWith("-XX:MaxNewSize"));
  }

  @ParameterizedTest
  @CsvSource({
    "always [madvise] never, 2097152, true",
    "[always] madvise never, 2097152, true",
    "always madvise [never], 2097152, false",
    "always [madvise] never, 536870912, false",
    "'', '', false"
  })
  void itAsksForLargePagesWhereTheKernelHasThem(String enabled, String size, boolean asks)
      throws Exception {
    kernelSays(enabled.isEmpty() ? "" : "'" + enabled + "' " + size);
    List<String> given = launchOnThatKernel("-Dany=thing");
    assertThat(given).contains("-Dany=thing");
    assertThat(given.contains(LARGE_PAGES)).isEqualTo(asks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:-UseTransparentHugePages",
        "-XX:+UseLargePages",
        "-XX:LargePageSizeInBytes=1g",
        "-XX:+UseHugeTLBFS",
        "-XX:+UseSHM"
      })
  void whoChoosesPagesIsLeftToIt(String option) throws Exception {
    kernelSays("'always [madvise] never' 2097152");
    assertThat(launchOnThatKernel(option)).contains(option).doesNotContain(LARGE_PAGES);
  }

  /** What the kernel's files about large pages hold, a word of a shell for each line. */
  private void kernelSays(String lines) throws IOException {
    script(
        "machine/cat",
        """
        case $1 in
          */transparent_hugepage/*) printf '%%s\\n' %s ;;
          *) exec /bin/cat "$@" ;;
        esac
        """
            .formatted(lines));
  }

  private List<String> launchOnThatKernel(String options) throws Exception {
    String java = java("ours", "17").toString();
    String path = root.resolve("machine") + ":" + tools();
    return launch(Map.of("JAVA_HOME", java, "PATH", path, "SALLYPORT_OPTS", options), "version")
        .output();
  }

  @Test
  void anotherUseIsNoCollector() throws Exception {
    String java = java("ours", "17").toString();
    String options = "-XX:+UseNUMA -XX:MaxGCPauseMillis=20";
    assertThat(
            launch(Map.of("JAVA_HOME", java, "PATH", tools(), "SALLYPORT_OPTS", options), "version")
                .output())
        .contains("-XX:+UseParallelGC");
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

  private Result launch(String version) throws Exception {
    Path java = java("java-" + version, version);
    return launch(Map.of("JAVA_HOME", java.toString(), "PATH", tools()), "version");
  }

  private Result launch(Map<String, String> environment, String... arguments) throws Exception {
    Process process = process(environment, arguments);
    List<String> output = process.inputReader().lines().toList();
    return new Result(process.waitFor(), output);
  }

  private Process process(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The jars for every machine, and those with native code for this one, named as by uname. */
  private String classPath() {
    return home + "/lib/*:" + home + "/lib/" + machine() + "/*";
  }

  private static String machine() {
    return System.getProperty("os.arch").replace("amd64", "x86_64");
  }

  /** Makes a Java home whose java prints its name and then its arguments, one a line. */
  private Path java(String name, String version) throws IOException {
    return javaHome(
        name,
        """
        if [ "$1" = -version ]; then
          echo 'Picked up JAVA_TOOL_OPTIONS: -Dx="1"' >&2
          echo 'openjdk version "%s" 2024-01-16' >&2
        else
          printf '%%s\\n' %s "$@"
        fi
        """
            .formatted(version, name));
  }

  private Path javaHome(String name, String script) throws IOException {
    script(name + "/bin/java", script);
    return root.resolve(name);
  }

  private String path(Path javaHome) throws IOException {
    return javaHome.resolve("bin") + ":" + tools();
  }

  /** A folder with the tools that the launcher uses, and no java. */
  private String tools() throws IOException {
    for (String tool :
        List.of(
            "cat", "cksum", "cut", "dirname", "head", "readlink", "sed", "stty", "uname", "wc")) {
      Path there = Path.of("/usr/bin", tool);
      String path = Files.exists(there) ? there.toString() : "/bin/" + tool;
      script("tools/" + tool, "exec " + path + " \"$@\"\n");
    }
    return root.resolve("tools").toString();
  }

  private void script(String name, String body) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(root.resolve(name).resolveSibling("."));
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
