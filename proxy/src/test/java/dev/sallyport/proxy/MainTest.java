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
    assertThat(shell.out())
        .contains(
            "  run ", "  demo ", "  check ", "  show ", "  explain ", "  certs ", "  version ");
    assertThat(shell.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "demo", "check", "show", "explain", "certs", "version"})
  void everyCommandHasHelp(String command) {
    assertThat(shell.run(command, "--help")).isZero();
    assertThat(shell.out()).startsWith("Usage:").contains("sallyport " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca", "issue", "inspect"})
  void everyCommandOfCertsHasHelp(String command) {
    assertThat(shell.run("certs", command, "--help")).isZero();
    assertThat(shell.out()).startsWith("Usage:").contains("sallyport certs " + command);
  }

  /** Nobody is connected to: at port 1 there is nobody, which would be exit code 1. */
  @Test
  void namesThatNoServerCanBeAskedForAreWrongUsage() {
    assertThat(shell.run("certs", "inspect", "127.0.0.1:1", "--server-name", "a b")).isEqualTo(2);
    assertThat(shell.err()).contains("--server-name: neither a host name nor an IP address");
    assertThat(shell.run("certs", "inspect", "127.0.0.1:1", "--alpn", "h2," + "x".repeat(256)))
        .isEqualTo(2);
    assertThat(shell.err()).contains("--alpn: a protocol has 1 to 255 octets");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                        | a command is missing",
        "cert ca                                   | no such command: cert (did you mean \"certs\"?)",
        "certs                                     | a command is missing: ca, issue or inspect",
        "certs isue                                | no such command: isue (did you mean \"issue\"?)",
        "certs issue                               | certs issue needs NAME",
        "certs issue a --days x                    | --days: not a whole number: x",
        "certs issue a --key-type dsa              | --key-type: not one of ec, ed25519, rsa_pss, rsa: dsa",
        "certs inspect                             | certs inspect needs FILE",
        "certs inspect a b                         | certs inspect takes nothing more: b",
        "certs inspect localhost:1 --key k         | --key, --password-env and --client are for a file",
        "rum                                       | no such command: rum (did you mean \"run\"?)",
        "-c x run                                  | -c is an option of run and check: it stands behind the command",
        "--last=1 show                             | --last=1 is an option of show: it stands behind the command",
        "certs --days 3 issue a                    | --days is an option of issue: it stands behind the command",
        "--colour                                  | no such option: --colour",
        "check                                     | check needs -c FILE",
        "check -c                                  | check needs -c FILE",
        "check -c x -c y                           | -c is given more than once",
        "check -c x more                           | check takes options alone, not: more",
        "check -c x --colour                       | no such option: --colour",
        "run --lisen :1                            | no such option: --lisen (did you mean \"--listen\"?)",
        "run -c                                    | -c needs its FILE",
        "run -c --cleartext                        | -c needs its FILE",
        "demo --once=3                             | --once takes no value: 3",
        "show --last=                              | --last: not a whole number: ",
        "run                                       | run needs -c FILE, or --listen and --backend",
        "run --listen 127.0.0.1:0                  | run needs -c FILE, or --listen and --backend",
        "run -c x --cleartext                      | either -c FILE or the flags of a single listener, not both",
        "show --last 1 --flow 01                   | either --last or --flow",
        "show --last 0                             | --last: at least 1",
        "show --last many                          | --last: not a whole number: many",
        "show --stats --json                       | either --stats or --json: --stats prints tables",
        "show --follow                             | --follow needs -f LOG",
        "show --follow -f x --last 1               | either --follow or --last: --follow shows what ends from now on",
        "show --follow -f x --flow 01              | either --follow or --flow",
        "show --follow -f x --stats                | either --follow or --stats",
        "show --outcome resett                     | resett (did you mean \"reset\"?)",
        "show --outcome failed                     | --outcome: not one of ok, downstream_tls_failed",
        "show --server-name *                      | --server-name: not a host name, or *. and a host name",
        "show --remote localhost                   | --remote: not a CIDR range: \"localhost\"",
        "show --slower-than 3                      | --slower-than: not a time like 250us, 200ms, 1s, 5m, 2h: 3",
        "explain timout                            | no such word: timout (did you mean \"timeout\"?)",
        "explain upstream/rts                      | no such word: upstream/rts (did you mean \"upstream/rst\"?)",
        "explain no_common                         | no such word: no_common (did you mean no_common_version, no_common_suite, no_common_parameters, no_common_protocol?)",
        "explain moon                              | no such word: moon",
        "explain reset again                       | explain takes nothing more: again",
        "show -f no/such.log                       | no/such.log: no file that can be read",
      })
  void wrongUsageExitsWith2AndSaysWhatIsWrong(String arguments, String message) {
    assertThat(shell.run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(shell.err()).startsWith("sallyport: ").contains(message).contains("--help");
    assertThat(shell.out()).isEmpty();
  }
}
