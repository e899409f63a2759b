package dev.sallyport.proxy;

import dev.sallyport.proxy.startup.Preparation;
import dev.sallyport.proxy.startup.PreparationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prepares the Java in use, so that the program starts in half the time. */
@Command(
    name = "prepare",
    description = {
      "Prepares the Java in use to start the program in half the time: once for each Java,",
      "and again when that or the program is another. Takes some ten seconds.",
      "Writes into a folder beside the jars, where the launcher finds it."
    })
final class PrepareCommand implements Callable<Integer> {
  private final Shell shell;

  PrepareCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws StartException, IOException, InterruptedException {
    String launcher = System.getProperty("sallyport.launcher");
    String folder = System.getProperty("sallyport.prepared");
    if (launcher == null || folder == null) {
      throw new StartException("prepare works by the launcher, bin/sallyport");
    }
    shell.err().println("preparing Java " + System.getProperty("java.version") + " …");
    try {
      new Preparation(Path.of(launcher), Path.of(folder)).run();
    } catch (PreparationException e) {
      throw new StartException(
          e.getMessage() + System.lineSeparator() + "sallyport: the program works as before", e);
    }
    shell.out().println(folder);
    return Main.OK;
  }
}
