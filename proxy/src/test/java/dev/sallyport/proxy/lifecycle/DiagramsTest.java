package dev.sallyport.proxy.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The diagrams of the module's README are those of the tables. */
class DiagramsTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN =
      "<!-- diagrams: made of the tables by DiagramsTest, not by hand -->\n";
  private static final String END = "<!-- end of diagrams -->";
  private static final String REWRITE = "diagrams.rewrite";

  @Test
  void theReadmeShowsTheTablesAsTheyAre() throws IOException {
    String readme = Files.readString(README);
    assertThat(readme).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    String section = "\n" + Diagrams.section() + "\n";
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(README, readme.substring(0, begin) + section + readme.substring(end));
      return;
    }
    assertThat(readme.substring(begin, end))
        .as(
            "the tables have changed; write the section anew by"
                + " mvn -pl proxy -am test -Dtest=DiagramsTest -D%s=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false",
            REWRITE)
        .isEqualTo(section);
  }

  @Test
  void arrowsAreLabelledWithAllEventsThatLeadThere() {
    assertThat(Diagrams.diagram(TcpState.TABLE, TcpState.NONE).lines())
        .contains(
            "stateDiagram-v2",
            "  [*] --> NONE",
            "  SYN_SENT --> CLOSED: DIAL_FAILED, DIAL_CANCELLED",
            "  ESTABLISHED --> FIN_WAIT_1: FIN_SENT",
            "  CLOSED --> [*]");
  }

  @Test
  void everyRuleHasItsPlace() {
    assertThat(Diagrams.rules().lines())
        .hasSize(JointRule.values().length + 3)
        .contains("| 1 | `REPORT` | Nothing is left of either connection | `REPORT` |");
  }
}
