package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher tells a JVM of its own accord, and where it leaves the choice to others. */
class LauncherFlagsTest extends InstalledLauncher {
  private static final String LARGE_PAGES = "-XX:+UseTransparentHugePages";

  LauncherFlagsTest(@TempDir Path directory) throws IOException {
    super(directory);
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
  @ValueSource(strings = {"17", "25"})
  void everyJavaIsTold(String version) throws Exception {
    assertThat(launch(version).output())
        .contains("-XX:InlineSmallCode=500", "-XX:TypeProfileWidth=4", "-XX:MetaspaceSize=64m");
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
    String options = "-XX:+UseNUMA -XX:+UseAdaptiveSizePolicyWithSystemGC";
    assertThat(
            launch(Map.of("JAVA_HOME", java, "PATH", tools(), "SALLYPORT_OPTS", options), "version")
                .output())
        .contains("-XX:+UseParallelGC");
  }
}
