package dev.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A launcher that is installed in a folder with a blank in its name, since users have such, and
 * pretended Javas for it, each of which says its version, or prints what it was started with.
 */
abstract class InstalledLauncher {
  private static final Path LAUNCHER = Path.of("src/main/dist/bin/sallyport").toAbsolutePath();

  final Path root;
  final Path home;
  Path launcher;

  record Result(int exitCode, List<String> output) {}

  InstalledLauncher(Path directory) throws IOException {
    root = directory.toRealPath();
    home = root.resolve("sally port");
    launcher = Files.createDirectories(home.resolve("bin")).resolve("sallyport");
    Files.copy(LAUNCHER, launcher);
    Files.createDirectories(home.resolve("lib"));
  }

  final Result launch(String version) throws Exception {
    Path java = java("java-" + version, version);
    return launch(Map.of("JAVA_HOME", java.toString(), "PATH", tools()), "version");
  }

  final Result launch(Map<String, String> environment, String... arguments) throws Exception {
    Process process = process(environment, arguments);
    List<String> output = process.inputReader().lines().toList();
    return new Result(process.waitFor(), output);
  }

  final Process process(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The jars for every machine, and those with native code for this one, named as by uname. */
  final String classPath() {
    return home + "/lib/*:" + home + "/lib/" + machine() + "/*";
  }

  static String machine() {
    return System.getProperty("os.arch").replace("amd64", "x86_64");
  }

  /** Makes a Java home whose java prints its name and then its arguments, one a line. */
  final Path java(String name, String version) throws IOException {
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

  final Path javaHome(String name, String script) throws IOException {
    script(name + "/bin/java", script);
    return root.resolve(name);
  }

  final String path(Path javaHome) throws IOException {
    return javaHome.resolve("bin") + ":" + tools();
  }

  /** A folder with the tools that the launcher uses, and no java. */
  final String tools() throws IOException {
    for (String tool :
        List.of(
            "cat", "cksum", "cut", "dirname", "head", "readlink", "sed", "stty", "uname", "wc")) {
      Path there = Path.of("/usr/bin", tool);
      String path = Files.exists(there) ? there.toString() : "/bin/" + tool;
      script("tools/" + tool, "exec " + path + " \"$@\"\n");
    }
    return root.resolve("tools").toString();
  }

  final void script(String name, String body) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(root.resolve(name).resolveSibling("."));
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
