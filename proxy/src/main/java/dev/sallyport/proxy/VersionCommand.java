package dev.sallyport.proxy;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which Sallyport this is. */
@Command(name = "version", description = "Says which Sallyport this is, and on what it runs.")
final class VersionCommand implements Callable<Integer> {
  private final Shell shell;

  VersionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    List.of(new Version().getVersion()).forEach(shell.out()::println);
    return Main.OK;
  }
}
