package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  private static final String FIRST = flow("01ARZ3NDEKTSV4RRFFQ69G5FA1");
  private static final String SECOND = flow("01ARZ3NDEKTSV4RRFFQ69G5FA2");

  private final Path home;
  private final TestShell shell;

  ShowCommandTest(@TempDir Path home) {
    this.home = home;
    this.shell = new TestShell(home);
  }

  @Test
  void everyFlowOfAFileIsDrawn() throws Exception {
    Path log = Files.writeString(home.resolve("flows.log"), FIRST + "\n" + SECOND + "\n");
    assertThat(shell.run("show", "-f", log.toString())).isZero();
    assertThat(shell.out())
        .contains("01ARZ3NDEKTSV4RRFFQ69G5FA1", "01ARZ3NDEKTSV4RRFFQ69G5FA2")
        .doesNotContain("{");
  }

  @Test
  void theLogMayComeByStandardInput() {
    assertThat(shell.input(FIRST + "\n" + SECOND + "\n").run("show", "--json", "--last", "1"))
        .isZero();
    assertThat(shell.out()).isEqualTo(SECOND + "\n");
  }

  @Test
  void oneFlowIsFoundByTheBeginningOfItsIdentifier() {
    assertThat(
            shell
                .input(FIRST + "\n" + SECOND + "\n")
                .run("show", "--json", "--flow", "01arz3ndektsv4rrffq69g5fa1"))
        .isZero();
    assertThat(shell.out()).isEqualTo(FIRST + "\n");
  }

  @Test
  void aFlowThatIsNotInTheLogExitsWith1() {
    assertThat(shell.input(FIRST).run("show", "--flow", "01ZZZ")).isEqualTo(1);
    assertThat(shell.err()).contains("no flow 01ZZZ");
  }

  @Test
  void whatIsNoLogExitsWith1AndNamesTheLine() throws Exception {
    Path log = Files.writeString(home.resolve("flows.log"), "\nno record\n");
    assertThat(shell.run("show", "-f", log.toString())).isEqualTo(1);
    assertThat(shell.err()).contains(log + ":2: ");
  }

  @Test
  void filtersNarrowItDownTogetherAndWithTheLast() {
    String slow = SECOND.replace("\"duration_us\":5", "\"duration_us\":200001");
    String timedOut = slow.replace("\"empty\"", "\"timed_out\"");
    shell.input(FIRST + "\n" + slow + "\n" + timedOut + "\n" + FIRST + "\n");

    assertThat(shell.run("show", "--json", "--slower-than", "200ms")).isZero();
    assertThat(shell.out()).isEqualTo(slow + "\n" + timedOut + "\n");
    assertThat(shell.run("show", "--json", "--outcome", "EMPTY,reset", "--slower-than", "200ms"))
        .isZero();
    assertThat(shell.out()).isEqualTo(slow + "\n");
    assertThat(shell.run("show", "--json", "--outcome", "empty", "--last", "2")).isZero();
    assertThat(shell.out()).isEqualTo(slow + "\n" + FIRST + "\n");
    assertThat(shell.run("show", "--json", "--remote", "127.0.0.0/8", "--slower-than", "1us"))
        .isZero();
    assertThat(shell.out().lines()).hasSize(4);
  }

  @Test
  void noneOfThoseAskedForExitsWith1() {
    assertThat(shell.input(FIRST).run("show", "--remote", "127.0.0.1:50001")).isEqualTo(1);
    assertThat(shell.err()).isEqualTo("standard input: no flows of those asked for\n");
    assertThat(shell.run("show", "--stats", "--server-name", "*.example.com")).isEqualTo(1);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void statisticsAreOfTheFlowsAskedFor() {
    String timedOut = SECOND.replace("\"empty\"", "\"timed_out\"");
    shell.input(FIRST + "\n" + timedOut + "\n" + FIRST + "\n");

    assertThat(shell.run("show", "--stats")).isZero();
    assertThat(shell.out()).startsWith("3 flows ").containsPattern("timed_out +1 +33.3 %");
    assertThat(shell.run("show", "--stats", "--outcome", "empty", "--last", "1")).isZero();
    assertThat(shell.out()).startsWith("1 flow ").doesNotContain("timed_out");
  }

  /** A line that is no record is passed over, and told of. */
  @Test
  void statisticsPassOverWhatIsNoRecord() {
    assertThat(shell.input("ready\n" + FIRST + "\n").run("show", "--stats")).isZero();
    assertThat(shell.out()).startsWith("1 flow ");
    assertThat(shell.err()).startsWith("standard input:1: not JSON");
  }

  @Test
  void anEmptyLogIsInOrder() {
    assertThat(shell.run("show")).isZero();
    assertThat(shell.out()).isEmpty();
  }

  static String flow(String id) {
    return """
        {"schema":"sallyport.flow/1","@timestamp":"2026-11-20T16:00:00.000001Z","flow":"%s",\
        "listener":"web","backend":"app","outcome":"empty","duration_us":5,\
        "timing_source":"socket","downstream":{"local":"127.0.0.1:8443",\
        "remote":"127.0.0.1:50000","tcp":{"state":"CLOSED"},"bytes":{"in":0,"out":0}},\
        "timeline":[]}"""
        .formatted(id);
  }
}
