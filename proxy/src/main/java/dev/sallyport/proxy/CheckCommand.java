package dev.sallyport.proxy;

import dev.sallyport.certs.LocalCa;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Parts;
import dev.sallyport.config.Problem;
import dev.sallyport.config.TimingConfig;
import dev.sallyport.proxy.credentials.Credentials;
import dev.sallyport.proxy.credentials.Expiry;
import dev.sallyport.proxy.kernel.KernelWitness;
import dev.sallyport.proxy.kernel.WitnessUnavailableException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads everything that a run would read, and says what is configured, or every problem; makes
 * nothing.
 */
@Command(
    name = "check",
    description = {
      "Reads a configuration with its certificates, keys and trust anchors, as run would.",
      "Prints every problem as file:line: key: what is wrong.",
      "Warns of certificates that expire within 14 days and of OCSP responses in the last tenth of",
      "their life, which is no problem yet."
    })
final class CheckCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The configuration.")
  private @Nullable Path file;

  CheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws ConfigurationException, StartException {
    Path config = Objects.requireNonNull(file);
    InstantSource clock = InstantSource.system();
    Configuration configuration = load(config, clock);
    Credentials credentials = usable(configuration, clock);
    if (configuration.keyLog().file() != null) {
      warn(Logs.keyLogCaution(configuration.keyLog(), "the start"));
    }
    credentials.cautions().forEach(this::warn);
    Expiry.warnings(credentials.ownIdentities(), clock.instant()).forEach(this::warn);
    Expiry.stapleWarnings(credentials, clock.instant()).forEach(this::warn);
    shell.out().println(config + ": ok");
    new Outline(configuration, credentials).lines().forEach(shell.out()::println);
    if (usesLocalCa(configuration) && !LocalCa.isIn(shell.localCa())) {
      shell.out().println("local CA: none in " + shell.localCa() + " yet, run makes it");
    }
    return Main.OK;
  }

  /** Reads the configuration; else tells what is wrong with it, and with the files of its rest. */
  private Configuration load(Path config, InstantSource clock) throws ConfigurationException {
    try {
      return ConfigurationLoader.load(config);
    } catch (ConfigurationException e) {
      Parts rest = e.rest();
      throw rest == null ? e : e.with(problems(rest, clock));
    }
  }

  private List<Problem> problems(Parts rest, InstantSource clock) {
    List<Problem> problems = new ArrayList<>();
    try {
      Credentials.tryOut(rest, shell.localCa(), clock);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    CryptoSelection.problem(rest.crypto()).ifPresent(problems::add);
    return problems;
  }

  private static boolean usesLocalCa(Configuration configuration) {
    return configuration.listeners().stream()
        .anyMatch(listener -> listener.tls() instanceof Terminate tls && tls.localCa());
  }

  private void warn(Object of) {
    shell.err().println("warning: " + of);
  }

  /** What it takes to run; else every problem, of which only a library's is the machine's. */
  private Credentials usable(Configuration configuration, InstantSource clock)
      throws ConfigurationException, StartException {
    Optional<Problem> missing = CryptoSelection.problem(configuration.crypto());
    Credentials credentials;
    try {
      credentials = Credentials.tryOut(configuration.parts(), shell.localCa(), clock);
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          Stream.concat(e.problems().stream(), missing.stream()).toList());
    }
    if (missing.isPresent()) {
      throw new StartException(missing.get().toString());
    }
    if (configuration.timing().kernel() == TimingConfig.Kernel.ON) {
      try {
        KernelWitness.require();
      } catch (WitnessUnavailableException e) {
        throw Proxy.unheard(configuration, e);
      }
    }
    return credentials;
  }
}
