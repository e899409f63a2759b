package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.ladder.Explanations.Entry;
import dev.sallyport.proxy.ladder.Explanations.Kind;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.CloseRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words for every word of a record. */
class ExplanationsTest {
  private static final Explanations ALL = Explanations.load();
  private static final LadderStyle PLAIN = new LadderStyle(100, false, true);

  /** Peers end a flow by these; the proxy by the others, and by an error of its own. */
  private static final Set<Means> OF_PEERS =
      EnumSet.of(Means.CLOSE_NOTIFY, Means.FIN, Means.RST, Means.ERROR);

  private static final Set<Means> OF_THE_PROXY =
      EnumSet.of(Means.TIMEOUT, Means.DRAIN, Means.ERROR);

  static List<Entry> entries() {
    return ALL.entries();
  }

  @Test
  void everyOutcomeIsExplained() {
    assertThat(words(Kind.OUTCOME))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Outcome.values()).map(ExplanationsTest::spelt).toList());
  }

  @Test
  void everyTypeOfErrorIsExplained() {
    assertThat(words(Kind.TYPE))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ErrorType.values()).map(ErrorType::id).toList());
  }

  @Test
  void everyEndThatCanBeTheFirstIsExplained() {
    List<String> closes = new ArrayList<>();
    Stream.of(Means.values()).map(ExplanationsTest::spelt).forEach(closes::add);
    for (Closer closer : Closer.values()) {
      closes.add(spelt(closer));
      for (Means means : closer == Closer.PROXY ? OF_THE_PROXY : OF_PEERS) {
        closes.add(spelt(closer) + "/" + spelt(means));
      }
    }
    assertThat(words(Kind.CLOSE)).containsExactlyInAnyOrderElementsOf(closes);
  }

  @ParameterizedTest
  @MethodSource("dev.sallyport.proxy.ladder.LadderTest#flows")
  void theEndsOfFlowsAreAmongThem(String name) throws IOException {
    CloseRecord close = LadderTest.flow(name).ending().close();
    if (close != null) {
      assertThat(words(Kind.CLOSE)).contains(spelt(close.first()) + "/" + spelt(close.by()));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anExplanationHasMeaningCausesAndSomethingToTry(Entry entry) {
    assertThat(entry.meaning()).matches("[A-Z].+\\.");
    assertThat(entry.causes()).isNotEmpty();
    assertThat(entry.remedies()).isNotEmpty();
    assertThat(entry.causes()).allMatch(text -> text.matches("[A-Za-z].+[.?]"));
    assertThat(entry.remedies()).allMatch(text -> text.matches("[A-Za-z].+[.?]"));
  }

  /** What a word explains by another word can be looked up in turn. */
  @ParameterizedTest
  @MethodSource("entries")
  void whatIsReferredToIsThere(Entry entry) {
    Stream.concat(entry.causes().stream(), entry.remedies().stream())
        .flatMap(text -> Pattern.compile("sallyport explain ([a-z_/]+)").matcher(text).results())
        .map(match -> match.group(1))
        .filter(word -> !word.equals("with"))
        .forEach(word -> assertThat(ALL.words()).contains(word));
  }

  @Test
  void aTypeIsExplainedByWhatLaddersAdvise() {
    assertThat(ALL.explain("unknown_name", PLAIN).replaceAll("\\s+", " "))
        .contains("Add a certificate for this name, or let unknown-name = default.")
        .doesNotContain(Advice.NONE_OF_ITS_OWN);
  }

  @Test
  void anExplanationIsDrawn() throws IOException {
    LadderTest.check(ALL.explain("rst", PLAIN), "explain-rst.txt");
    LadderTest.check(
        ALL.explain("ADDRESS-not-available", new LadderStyle(80, false, false)),
        "explain-address-not-available-80-ascii.txt");
  }

  /** The outcome and the type are spelt alike. */
  @Test
  void aWordOfTwoKindsIsExplainedAsBoth() {
    assertThat(ALL.explain("truncated", PLAIN))
        .contains("truncated  (outcome)\n", "\n\ntruncated  (error.type)\n");
  }

  @Test
  void allAreListed() throws IOException {
    LadderTest.check(ALL.list(PLAIN), "explain.txt");
  }

  @Test
  void theTextsFitEveryTerminalAndAscii() {
    for (int width : new int[] {60, 80, 140}) {
      LadderStyle ascii = new LadderStyle(width, false, false);
      for (String word : ALL.words()) {
        assertThat(ALL.explain(word, ascii)).matches("[ -~\n]+");
        assertThat(ALL.explain(word, ascii).lines()).allMatch(line -> line.length() <= width);
      }
    }
  }

  @Test
  void partsOfWordsFindThem() {
    assertThat(ALL.near("alert")).containsExactly("peer_alert");
    assertThat(ALL.near("upstream/")).hasSize(4);
    assertThat(ALL.near("er")).isEmpty();
    assertThat(ALL.explain("moon", PLAIN)).isEmpty();
  }

  private static List<String> words(Kind kind) {
    return ALL.entries().stream().filter(entry -> entry.kind() == kind).map(Entry::word).toList();
  }

  private static String spelt(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
