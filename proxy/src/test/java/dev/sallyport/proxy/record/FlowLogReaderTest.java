package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.record.FlowLogReader.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a log, with their numbers. */
class FlowLogReaderTest {
  @Test
  void countsBlankLinesAndPassesThemOver() throws IOException {
    assertThat(lines("one\n\n  \r\ntwo\nthree"))
        .containsExactly(line(1, "one"), line(4, "two"), line(5, "three"));
  }

  @Test
  void anEmptyLogHasNoLines() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n\n")).isEmpty();
  }

  @Test
  void linesMayLieAcrossReads() throws IOException {
    String text = "x".repeat(100_000) + "\n" + "\u00e9".repeat(70_000) + "\nend\n";

    assertThat(lines(text)).extracting(Line::text).containsExactly(text.split("\n"));
  }

  @Test
  void aLineThatIsTooLongIsNoRecordAndTheNextIsRead() throws IOException {
    String text = "x".repeat(FlowLogReader.MAX_LINE + 100_000) + "\nend";

    List<Line> lines = lines(text);

    assertThat(lines.get(0).text()).hasSize(FlowLogReader.MAX_LINE);
    assertThatThrownBy(() -> lines.get(0).parse()).hasMessage("conn.log:1: longer than any record");
    assertThat(lines.get(1)).isEqualTo(line(2, "end"));
  }

  @Test
  void aLineThatIsNoRecordIsNamedByItsNumber() {
    assertThatThrownBy(() -> line(17, "{}").parse())
        .isInstanceOf(RecordFormatException.class)
        .hasMessage("conn.log:17: schema is missing");
  }

  private static Line line(long number, String text) {
    return new Line("conn.log", number, text);
  }

  private static List<Line> lines(String text) throws IOException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    FlowLogReader reader = new FlowLogReader(in, "conn.log");
    List<Line> lines = new ArrayList<>();
    for (Line line = reader.next(); line != null; line = reader.next()) {
      lines.add(line);
    }
    return lines;
  }
}
