package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The command line: finds the command, runs it, turns how it ended into an exit code.
 *
 * <p>0: all is well. 1: it could not be done (a port is taken, records of a drain could not be
 * written). 2: it was asked for wrongly (usage, configuration). 130, 143: a second signal cut the
 * drain short.
 */
@Command(
    name = "sallyport",
    description =
        "An inspecting TCP/TLS reverse proxy: tells where the time of every connection went.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {
  /** Exit code: done. */
  static final int OK = 0;

  /** Exit code: could not be done. */
  static final int FAILED = 1;

  /** Exit code: wrong usage or configuration. */
  static final int WRONG = 2;

  /** Only the one that is asked for is built: to build them all takes a tenth of a second. */
  private static final Map<String, Function<Shell, Object>> COMMANDS = commands();

  private Main() {}

  private static Map<String, Function<Shell, Object>> commands() {
    Map<String, Function<Shell, Object>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand::new);
    commands.put("demo", DemoCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("show", ShowCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("certs", CertsCommand::of);
    commands.put("prepare", PrepareCommand::new);
    commands.put("version", VersionCommand::new);
    return Collections.unmodifiableMap(commands);
  }

  /** Runs one command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(execute(Shell.ofProcess(), arguments));
  }

  static int execute(Shell shell, String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    String asked = arguments.length == 0 ? "" : arguments[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(asked) || !COMMANDS.containsKey(asked)) {
            commandLine.addSubcommand(name, command.apply(shell));
          }
        });
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setOut(new PrintWriter(shell.out(), true, UTF_8))
        .setErr(new PrintWriter(shell.err(), true, UTF_8))
        .setParameterExceptionHandler((e, given) -> refused(e))
        .setExecutionExceptionHandler((e, command, given) -> failed(e, command))
        .execute(arguments);
  }

  @Override
  public Integer call() throws UsageException {
    throw new UsageException("a command is missing");
  }

  private static int refused(ParameterException e) {
    e.getCommandLine().getErr().println("sallyport: " + WrongUsage.of(e));
    return sayWhereHelpIs(e.getCommandLine());
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    PrintWriter err = command.getErr();
    if (e instanceof UsageException) {
      err.println("sallyport: " + e.getMessage());
      return sayWhereHelpIs(command);
    }
    if (e instanceof ConfigurationException wrong) {
      wrong.problems().forEach(err::println);
      return WRONG;
    }
    if (e instanceof StartException
        || e instanceof CredentialException
        || e instanceof IOException) {
      err.println("sallyport: " + message(e));
      return FAILED;
    }
    throw e;
  }

  /** The JDK says of most failures with a file just its name, and the rest by the class. */
  private static String message(Exception e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof FileAlreadyExistsException) {
      return message + ": is there already, and no directory";
    }
    if (e instanceof NoSuchFileException) {
      return message + ": no such file or directory";
    }
    return e instanceof AccessDeniedException ? message + ": permission denied" : message;
  }

  private static int sayWhereHelpIs(CommandLine command) {
    command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    return WRONG;
  }
}
