package dev.sallyport.proxy;

import dev.sallyport.config.Suggestion;
import dev.sallyport.proxy.ladder.Explanations;
import dev.sallyport.proxy.ladder.LadderStyle;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Explains the words of a record. */
@Command(
    name = "explain",
    description = {
      "Explains a word of a record: what it means, what mostly causes it, what to try.",
      "Without a word it lists those that it knows.",
      ""
    })
final class ExplainCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "WORD",
      arity = "0..1",
      description = {
        "An outcome (reset), an error.type (not_tls), or what is in close: its first (upstream),",
        "its by (fin), or both (upstream/fin)."
      })
  private @Nullable String word;

  ExplainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws UsageException {
    Explanations explanations = Explanations.load();
    LadderStyle style = LadderStyle.detect(shell.environment(), shell.terminal());
    if (word == null) {
      shell.out().print(explanations.list(style));
      return Main.OK;
    }
    String text = explanations.explain(word, style);
    if (text.isEmpty()) {
      throw new UsageException("no such word: " + word + suggestion(explanations, word));
    }
    shell.out().print(text);
    return Main.OK;
  }

  private static String suggestion(Explanations explanations, String word) {
    List<String> near = explanations.near(word);
    return near.isEmpty()
        ? Suggestion.of(word, explanations.words())
        : " (did you mean " + String.join(", ", near) + "?)";
  }
}
