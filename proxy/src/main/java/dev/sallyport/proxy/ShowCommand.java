package dev.sallyport.proxy;

import dev.sallyport.proxy.ladder.FlowViewer;
import dev.sallyport.proxy.ladder.FlowViewer.Selection;
import dev.sallyport.proxy.ladder.FollowedLog;
import dev.sallyport.proxy.ladder.LadderStyle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws flows of a connection log. */
@Command(
    name = "show",
    description = {
      "Draws flows of a connection log as ladder diagrams, all of them or those asked for.",
      "Lines that are no records are passed over; the first of them are named.",
      "Exit code 1 if the log has none of what was asked for, or nothing but such lines.",
      ""
    },
    footer = {
      "",
      "The words of a record (outcome, error.type, close) are told by: sallyport explain WORD",
      "The width is that of COLUMNS; colours only on a terminal, and without NO_COLOR."
    })
final class ShowCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "LOG",
      description = "The connection log; standard input without it.")
  private @Nullable Path log;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "The N flows that ended last, of those asked for; all of them without it.")
  private @Nullable Integer last;

  @Option(
      names = "--flow",
      paramLabel = "ID",
      description = "The flow of that identifier, of which the beginning will do.")
  private @Nullable String flow;

  @Mixin private final FilterOptions filter = new FilterOptions();

  @Option(names = "--json", description = "The lines of the log themselves, not drawings.")
  private boolean json;

  @Option(
      names = "--stats",
      description =
          "Tables in place of drawings: how many ended in which way, and p50, p90, p99 and the"
              + " longest of each phase of each side.")
  private boolean stats;

  @Option(
      names = "--follow",
      description =
          "Flows as they end, from now on until Ctrl-C, also when the log is rotated or cut; needs"
              + " -f LOG.")
  private boolean follow;

  ShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    checkCombination();
    Selection selection = new Selection(last, flow, json, filter.filter());
    if (log == null) {
      return show(shell.in(), "standard input", selection);
    }
    if (!Files.isReadable(log) || Files.isDirectory(log)) {
      throw new UsageException(log + ": no file that can be read");
    }
    if (follow) {
      return follow(log, selection);
    }
    try (InputStream in = Files.newInputStream(log)) {
      return show(in, log.toString(), selection);
    }
  }

  private void checkCombination() throws UsageException {
    if (last != null && flow != null) {
      throw new UsageException("either --last or --flow");
    }
    if (last != null && last < 1) {
      throw new UsageException("--last: at least 1");
    }
    if (stats && json) {
      throw new UsageException("either --stats or --json: --stats prints tables");
    }
    if (follow && (last != null || flow != null || stats)) {
      String other = last != null ? "--last" : flow != null ? "--flow" : "--stats";
      throw new UsageException(
          "either --follow or " + other + ": --follow shows what ends from now on");
    }
    if (follow && log == null) {
      throw new UsageException("--follow needs -f LOG: standard input is read to its end anyway");
    }
  }

  /** An empty log is in order; one without what was asked for, or without any record, is not. */
  private int show(InputStream in, String origin, Selection selection) throws IOException {
    FlowViewer viewer = viewer();
    int shown =
        stats ? viewer.summarize(in, origin, selection) : viewer.show(in, origin, selection);
    return shown > 0 || (!selection.isNarrow() && viewer.sound()) ? Main.OK : Main.FAILED;
  }

  /** Ends by a signal, or when nobody reads any more what is shown. */
  private int follow(Path file, Selection selection) throws IOException {
    try (FollowedLog followed = FollowedLog.atEndOf(file, shell.out()::checkError)) {
      Signals.on("INT", followed::stop);
      Signals.on("TERM", followed::stop);
      shell.err().println("following " + file + ": flows are shown as they end, until Ctrl-C");
      viewer().follow(followed, file.toString(), selection);
    }
    return Main.OK;
  }

  private FlowViewer viewer() {
    LadderStyle style = LadderStyle.detect(shell.environment(), shell.terminal());
    return new FlowViewer(shell.out(), shell.err(), style);
  }
}
