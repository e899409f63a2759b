package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final TestShell shell;

  MainTest(@TempDir Path home) {
    this.shell = new TestShell(home);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void theVersionIsThatOfTheBuild(String argument) {
    assertThat(shell.run(argument)).isZero();
    assertThat(shell.out()).matches("sallyport \\d+\\.\\d+\\.\\d+.*\\RJava \\d+.*\\R");
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(shell.run("--help")).isZero();
    assertThat(shell.out()).contains("  run ", "  demo ", "  check ", "  show ", "  version ");
    assertThat(shell.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "demo", "check", "show", "version"})
  void everyCommandHasHelp(String command) {
    assertThat(shell.run(command, "--help")).isZero();
    assertThat(shell.out()).startsWith("Usage:").contains("sallyport " + command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                        | a command is missing",
        "certs ca                                  | no such command: certs",
        "rum                                       | Did you mean: sallyport run?",
        "check                                     | Missing required option: '--config=FILE'",
        "check -c x --colour                       | Unknown option: '--colour'",
        "run                                       | run needs -c FILE, or --listen and --backend",
        "run --listen 127.0.0.1:0                  | run needs -c FILE, or --listen and --backend",
        "run -c x --cleartext                      | either -c FILE or the flags of a single listener, not both",
        "run --listen :1 --backend :2 --cert a.pem | --cert and --key belong together",
        "run --listen :1 --backend :2 --cert a --key b --cleartext | leave out one of them",
        "show --last 1 --flow 01                   | either --last or --flow",
        "show --last 0                             | --last: at least 1",
        "show --last many                          | 'many' is not an int",
        "show -f no/such.log                       | no/such.log: no file that can be read",
      })
  void wrongUsageExitsWith2AndSaysWhatIsWrong(String arguments, String message) {
    assertThat(shell.run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(shell.err()).startsWith("sallyport: ").contains(message).contains("--help");
    assertThat(shell.out()).isEmpty();
  }
}
