package dev.sallyport.proxy.lifecycle;

import dev.sallyport.proxy.lifecycle.TransitionTable.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's tables and rules as Markdown, whose diagrams are Mermaid's. */
final class Diagrams {
  private static final String SOURCE = source();

  private Diagrams() {}

  /** Returns the whole section. */
  static String section() {
    return String.join(
        "\n",
        title("TCP, of the proxy's end of a connection"),
        diagram(TcpState.TABLE, TcpState.NONE),
        title("TLS that ends at the proxy"),
        diagram(TlsState.ENDPOINT, TlsState.AWAITING_HELLO),
        title("TLS that is passed through"),
        diagram(TlsState.PASSTHROUGH, TlsState.AWAITING_HELLO),
        title("Both connections: the first rule that matches an event gives the flow's one action"),
        rules());
  }

  private static String title(String text) {
    return "### " + text + "\n";
  }

  /** Events that lead from one state to the same other share an arrow. */
  static <S extends Enum<S>> String diagram(TransitionTable<S> table, S start) {
    Map<String, List<String>> arrows = new LinkedHashMap<>();
    Set<S> left = new LinkedHashSet<>();
    Set<S> ends = new LinkedHashSet<>();
    for (Row<S> row : table.rows()) {
      arrows
          .computeIfAbsent(row.from() + " --> " + row.to(), arrow -> new ArrayList<>())
          .add(row.event().name());
      left.add(row.from());
      ends.add(row.to());
    }
    ends.removeAll(left);
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    text.append("  [*] --> ").append(start).append('\n');
    arrows.forEach(
        (arrow, events) ->
            text.append("  ")
                .append(arrow)
                .append(": ")
                .append(String.join(", ", events))
                .append('\n'));
    ends.forEach(end -> text.append("  ").append(end).append(" --> [*]\n"));
    return text.append("```\n").toString();
  }

  /** The order is the meaning: a table, whose numbers are the places in it. */
  static String rules() {
    StringBuilder text = new StringBuilder("| | rule | when | action |\n|---|---|---|---|\n");
    int place = 1;
    for (JointRule rule : JointRule.values()) {
      text.append(
          String.format(
              "| %d | `%s` | %s | `%s` |\n", place++, rule.name(), when(rule), rule.action()));
    }
    return text.append("| | | none matches | none |\n").toString();
  }

  /** The comment that stands at a rule in its source. */
  private static String when(JointRule rule) {
    Matcher comment =
        Pattern.compile("/\\*\\* ([^\n]+?)\\.? \\*/\\s+" + rule.name() + "\\(").matcher(SOURCE);
    if (!comment.find()) {
      throw new AssertionError("no comment in one line before " + rule.name());
    }
    return comment.group(1);
  }

  private static String source() {
    try {
      return Files.readString(
          Path.of("src/main/java/dev/sallyport/proxy/lifecycle/JointRule.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
