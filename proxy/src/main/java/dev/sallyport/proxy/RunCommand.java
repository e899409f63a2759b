package dev.sallyport.proxy;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.config.Flags;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the proxy, by a file or by flags, until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Runs the proxy until SIGTERM or SIGINT.",
      "They let what is under way end, for as long as timeouts.drain; a second one aborts it."
    },
    synopsisHeading = "Usage:%n",
    customSynopsis = {
      "  sallyport run -c FILE",
      "  sallyport run --listen ADDRESS --backend ADDRESS [--cert FILE --key FILE | --cleartext]"
    })
final class RunCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration.")
  private @Nullable Path file;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description = "Where clients are accepted: 127.0.0.1:8443.")
  private @Nullable String listen;

  @Option(
      names = "--backend",
      paramLabel = "ADDRESS",
      description = "The server: 127.0.0.1:8080, or over TLS, tls://example.com:443.")
  private @Nullable String backend;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The certificate chain in PEM; without it leaves come from the local CA.")
  private @Nullable Path cert;

  @Option(names = "--key", paramLabel = "FILE", description = "Its private key in PEM.")
  private @Nullable Path key;

  @Option(names = "--cleartext", description = "No TLS towards clients.")
  private boolean cleartext;

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configuration();
    Service service = new Service();
    try (Proxy proxy = Proxy.start(configuration, shell.localCa(), record -> {})) {
      Service.sayReady(proxy, shell.err());
      return service.untilStopped(proxy);
    }
  }

  private Configuration configuration() throws UsageException, ConfigurationException {
    boolean flags = cleartext || Stream.of(listen, backend, cert, key).anyMatch(Objects::nonNull);
    if (file != null) {
      if (flags) {
        throw new UsageException("either -c FILE or the flags of a single listener, not both");
      }
      return ConfigurationLoader.load(file);
    }
    if (listen == null || backend == null) {
      throw new UsageException("run needs -c FILE, or --listen and --backend");
    }
    return ConfigurationLoader.ofFlags(new Flags(listen, backend, cert, key, cleartext));
  }
}
