package dev.sallyport.proxy;

import dev.sallyport.proxy.ladder.FlowViewer;
import dev.sallyport.proxy.ladder.LadderStyle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws flows of a connection log. */
@Command(name = "show", description = "Draws flows of a connection log as ladder diagrams.")
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
      description = "The N flows that ended last; all of them without it.")
  private @Nullable Integer last;

  @Option(
      names = "--flow",
      paramLabel = "ID",
      description = "The flow of that identifier, of which the beginning will do.")
  private @Nullable String flow;

  @Option(names = "--json", description = "The lines of the log themselves, not drawings.")
  private boolean json;

  ShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    if (last != null && flow != null) {
      throw new UsageException("either --last or --flow");
    }
    if (last != null && last < 1) {
      throw new UsageException("--last: at least 1");
    }
    if (log == null) {
      return show(shell.in(), "standard input");
    }
    if (!Files.isReadable(log) || Files.isDirectory(log)) {
      throw new UsageException(log + ": no file that can be read");
    }
    try (InputStream in = Files.newInputStream(log)) {
      return show(in, log.toString());
    }
  }

  /** An empty log is in order; one without what was asked for, or without any record, is not. */
  private int show(InputStream in, String origin) throws IOException {
    LadderStyle style = LadderStyle.detect(shell.environment(), shell.terminal());
    FlowViewer viewer = new FlowViewer(shell.out(), shell.err(), style);
    int shown = viewer.show(in, origin, new FlowViewer.Selection(last, flow, json));
    return shown > 0 || (flow == null && viewer.sound()) ? Main.OK : Main.FAILED;
  }
}
