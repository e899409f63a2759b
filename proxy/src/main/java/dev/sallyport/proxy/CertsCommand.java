package dev.sallyport.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be done with certificates; each is a command of its own below this one. */
@Command(
    name = "certs",
    description = "Makes the local CA, issues certificates, explains those of files and servers.",
    synopsisSubcommandLabel = "COMMAND")
final class CertsCommand implements Callable<Integer> {
  private CertsCommand() {}

  /** The command with those below it. */
  static CommandLine of(Shell shell) {
    return new CommandLine(new CertsCommand())
        .addSubcommand(new CertsCaCommand(shell))
        .addSubcommand(new CertsIssueCommand(shell))
        .addSubcommand(new CertsInspectCommand(shell));
  }

  @Override
  public Integer call() throws UsageException {
    throw new UsageException("a command is missing: ca, issue or inspect");
  }
}
