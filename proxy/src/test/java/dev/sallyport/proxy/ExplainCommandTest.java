package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
  private final TestShell shell;

  ExplainCommandTest(@TempDir Path home) {
    this.shell = new TestShell(home);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "certificate_wrong_name", "upstream/fin", "rst", "UPSTREAM/RST"})
  void aWordIsExplained(String word) {
    assertThat(shell.run("explain", word)).isZero();
    assertThat(shell.out())
        .startsWith(word.toLowerCase(Locale.ROOT) + "  (")
        .contains("likely causes", "what to try");
    assertThat(shell.err()).isEmpty();
  }

  /** A kernel ends the connections of a program that was killed as if it had closed them. */
  @ParameterizedTest
  @ValueSource(strings = {"ok", "upstream/fin"})
  void anEndInOrderWithoutTlsMayBeACrash(String word) {
    assertThat(shell.run("explain", word)).isZero();
    assertThat(shell.out().replaceAll("\\s+", " "))
        .contains("killed or crashed", "sends its FIN all the same")
        .contains("Content-Length", "what the client says")
        .contains("the missing close_notify", "truncated");
  }

  @Test
  void withoutAWordAllAreListed() {
    assertThat(shell.run("explain")).isZero();
    assertThat(shell.out())
        .startsWith("outcome\n")
        .contains("\nerror.type\n", "\nclose.first and close.by\n", "  upstream/close_notify  ");
  }
}
