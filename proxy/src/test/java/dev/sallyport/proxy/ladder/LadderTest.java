package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RandomRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Drawings, compared to those that were looked at and found good. A drawing that changed on purpose
 * is written anew by {@code mvn test -Dtest=LadderTest -Dladder.rewrite=true}, and looked at again.
 */
class LadderTest {
  private static final Path RESOURCES = Path.of("src/test/resources/dev/sallyport/proxy/ladder");
  private static final LadderStyle PLAIN = new LadderStyle(100, false, true);

  static Stream<String> flows() {
    return Stream.of(
        "https",
        "re-encrypted",
        "rsa-key-exchange",
        "resumed",
        "cleartext",
        "passthrough",
        "half-close",
        "handshake-failed",
        "connect-failed",
        "reset",
        "timed-out",
        "silent",
        "refused",
        "kernel",
        "crossing",
        "reset-reason",
        "timeline-cut",
        "summary");
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aFlowIsDrawn(String name) throws IOException {
    check(Ladder.draw(flow(name), PLAIN), name + ".txt");
  }

  @ParameterizedTest
  @CsvSource({
    "https, 60, false, true",
    "https, 80, false, true",
    "https, 120, false, true",
    "https, 100, false, false",
    "https, 100, true, true",
    "re-encrypted, 60, false, true",
    "re-encrypted, 80, false, true",
    "timed-out, 80, false, true",
    "crossing, 60, false, true",
    "crossing, 80, false, false",
    "handshake-failed, 80, true, false"
  })
  void aStyleIsObeyed(String name, int width, boolean colour, boolean unicode) throws IOException {
    String drawing = Ladder.draw(flow(name), new LadderStyle(width, colour, unicode));

    check(
        drawing,
        name + "-" + width + (colour ? "-colour" : "") + (unicode ? "" : "-ascii") + ".txt");
  }

  @ParameterizedTest
  @MethodSource("flows")
  void noLineIsTooLongNorEndsInBlanks(String name) throws IOException {
    FlowRecord flow = flow(name);
    for (int width = LadderStyle.MIN_WIDTH; width <= LadderStyle.MAX_WIDTH; width++) {
      for (String line : lines(Ladder.draw(flow, new LadderStyle(width, false, true)))) {
        assertThat(line).hasSizeLessThanOrEqualTo(width).doesNotEndWith(" ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("flows")
  void asciiIsAsciiAndKnowsEveryCharacterThatIsDrawnWith(String name) throws IOException {
    String drawing = Ladder.draw(flow(name), new LadderStyle(80, false, false));

    assertThat(drawing).matches("[ -~\n]+");
    assertThat(drawing.substring(0, drawing.lastIndexOf("\n\n"))).doesNotContain("?");
  }

  @Test
  void coloursChangeNothingElse() throws IOException {
    String coloured = Ladder.draw(flow("https"), new LadderStyle(100, true, true));

    assertThat(coloured).contains("\u001b[").doesNotContain("\u001b[m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(Ladder.draw(flow("https"), PLAIN));
    assertThat(lines(coloured))
        .allMatch(
            line ->
                line.startsWith("\u001b[0m", Math.max(0, line.lastIndexOf('\u001b')))
                    || !line.contains("\u001b"));
  }

  /** Whatever a log says, it is drawn, and no character of it reaches the terminal's own ears. */
  @Test
  void anyRecordIsDrawnWithoutControlCharacters() {
    RandomRecords records = new RandomRecords(31);
    for (int i = 0; i < 500; i++) {
      FlowRecord record = records.next();
      for (int width : new int[] {60, 77, 80, 140}) {
        String drawing = Ladder.draw(record, new LadderStyle(width, false, true));
        assertThat(drawing.replace("\n", ""))
            .matches(text -> text.chars().noneMatch(Character::isISOControl));
        assertThat(lines(drawing)).allMatch(line -> line.length() <= width);
      }
    }
  }

  @Test
  void escapeSequencesOfAPeerAreHarmless() throws IOException {
    String text =
        resource("https.json")
            .replace("CN=demo.localhost", "CN=\\u001b]0;pwned\\u0007\\u202e\\u6f22x");

    String drawing = Ladder.draw(FlowJson.read(text), PLAIN);

    assertThat(drawing).contains("CN=?]0;pwned???x");
  }

  private static List<String> lines(String drawing) {
    return drawing.lines().toList();
  }

  static FlowRecord flow(String name) throws IOException {
    return FlowJson.read(resource(name + ".json"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = LadderTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static void check(String drawing, String name) throws IOException {
    if (Boolean.getBoolean("ladder.rewrite")) {
      Files.writeString(RESOURCES.resolve(name), drawing);
      return;
    }
    assertThat(drawing).isEqualTo(resource(name));
  }
}
