package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.ladder.FlowViewer.Selection;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code show} prints of a log. */
class FlowViewerTest {
  private static final LadderStyle STYLE = new LadderStyle(80, false, true);
  private static final Selection ALL = new Selection(null, null, false, FlowFilter.NONE);

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder complaints = new StringBuilder();
  private final StringBuilder log = new StringBuilder();

  @BeforeEach
  void threeFlows() throws IOException {
    for (String name : new String[] {"https", "reset", "cleartext"}) {
      log.append(FlowJson.write(LadderTest.flow(name))).append('\n');
    }
  }

  @Test
  void drawsEveryFlowInOrder() throws IOException {
    assertThat(show(ALL)).isEqualTo(3);

    assertThat(out.toString())
        .isEqualTo(draw("https") + "\n\n" + draw("reset") + "\n\n" + draw("cleartext"));
    assertThat(complaints).isEmpty();
  }

  @Test
  void drawsTheLastOnes() throws IOException {
    assertThat(show(new Selection(2, null, false, FlowFilter.NONE))).isEqualTo(2);

    assertThat(out.toString()).isEqualTo(draw("reset") + "\n\n" + draw("cleartext"));
  }

  @Test
  void mayBeAskedForMoreThanThereAre() throws IOException {
    assertThat(show(new Selection(Integer.MAX_VALUE, null, false, FlowFilter.NONE))).isEqualTo(3);
  }

  @Test
  void findsAFlowByItsIdentifierOrTheBeginningOfIt() throws IOException {
    FlowRecord reset = LadderTest.flow("reset");

    assertThat(show(new Selection(null, reset.flow().toString(), false, FlowFilter.NONE)))
        .isEqualTo(1);
    assertThat(out.toString()).isEqualTo(draw("reset"));
    assertThat(show(new Selection(null, "01kadxd", false, FlowFilter.NONE))).isEqualTo(1);
    assertThat(show(new Selection(null, "KADXD", false, FlowFilter.NONE))).isZero();
  }

  @Test
  void givesTheLinesAsTheyAre() throws IOException {
    assertThat(show(new Selection(1, null, true, FlowFilter.NONE))).isEqualTo(1);

    assertThat(out.toString()).isEqualTo(FlowJson.write(LadderTest.flow("cleartext")) + "\n");
  }

  @Test
  void linesThatAreNoRecordsAreNamedAndPassedOver() throws IOException {
    log.insert(0, "ready: web=127.0.0.1:8443\n");
    log.append("{\"schema\":\"sallyport.fl");

    assertThat(show(ALL)).isEqualTo(3);

    assertThat(complaints.toString())
        .startsWith("conn.log:1: not JSON: ")
        .contains("\nconn.log:5: not JSON: ");
  }

  @Test
  void aWrongFileIsNotComplainedOfLineByLine() throws IOException {
    log.setLength(0);
    log.append("hello\n".repeat(1_234));

    assertThat(show(ALL)).isZero();

    assertThat(complaints.toString().lines())
        .hasSize(7)
        .contains("conn.log: 1,229 more lines are no records")
        .endsWith("conn.log: no flows");
  }

  @Test
  void saysThatThereAreNone() throws IOException {
    assertThat(show(new Selection(null, "01ARZ3", false, FlowFilter.NONE))).isZero();
    assertThat(complaints.toString()).isEqualTo("conn.log: no flow 01ARZ3\n");

    log.setLength(0);
    complaints.setLength(0);
    assertThat(show(ALL)).isZero();
    assertThat(complaints.toString()).isEqualTo("conn.log: no flows\n");
  }

  @Test
  void aSelectionIsOneOfBoth() {
    assertThatThrownBy(() -> new Selection(0, null, false, FlowFilter.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Selection(1, "01ARZ3", false, FlowFilter.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private int show(Selection selection) throws IOException {
    byte[] bytes = log.toString().getBytes(StandardCharsets.UTF_8);
    return new FlowViewer(out, complaints, STYLE)
        .show(new ByteArrayInputStream(bytes), "conn.log", selection);
  }

  private static String draw(String name) throws IOException {
    return Ladder.draw(LadderTest.flow(name), STYLE);
  }
}
