package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.config.ServerAddress;
import dev.sallyport.proxy.inspect.FileInspection;
import dev.sallyport.proxy.inspect.Inspection;
import dev.sallyport.proxy.inspect.ServerInspection;
import dev.sallyport.proxy.inspect.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains the certificates of a file, or those that a server shows. */
@Command(
    name = "inspect",
    description = {
      "Explains the certificates of a file (PEM, DER, PKCS#12), or the TLS of a server.",
      "Exit code 1 if something is wrong with the file, or the server is not to be trusted."
    },
    synopsisHeading = "Usage:%n",
    customSynopsis = {
      "  sallyport certs inspect FILE [--key FILE] [--password-env VAR] [--trust FILE]",
      "                               [--server-name NAME | --client]",
      "  sallyport certs inspect HOST:PORT [--server-name NAME] [--trust FILE] [--alpn NAME,...]"
    })
final class CertsInspectCommand implements Callable<Integer> {
  /** In octets (RFC 7301 section 3.1). */
  private static final int MAX_PROTOCOL_NAME = 255;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What is a host and a port, or an attempt at them, and not meant for a file. */
  private static final Pattern SERVER = Pattern.compile(".*://.*|\\[.*|[^/]*:[0-9]*");

  private final Shell shell;

  @Parameters(paramLabel = "FILE or HOST:PORT", description = "What to explain.")
  private String subject = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key that should belong to the certificates of FILE.")
  private @Nullable Path key;

  @Option(
      names = "--password-env",
      paramLabel = "VAR",
      description = "The environment variable with the password of FILE or its key.")
  private @Nullable String passwordVariable;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Trust anchors, PEM; those of the system (the JVM's) unless given.")
  private @Nullable Path trust;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name to ask for and to be proved; HOST unless given.")
  private @Nullable String serverName;

  @Option(names = "--client", description = "Judge FILE as the certificate of a client.")
  private boolean client;

  @Option(
      names = "--alpn",
      paramLabel = "NAME",
      split = ",",
      description = "The protocols to offer; h2,http/1.1 unless given, '' for none.")
  private @Nullable List<String> alpn;

  CertsInspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws UsageException, CredentialException, IOException {
    if (subject.isEmpty()) {
      throw new UsageException("inspect needs FILE or HOST:PORT");
    }
    Path file = Path.of(subject);
    boolean server = !Files.exists(file) && meansServer(subject);
    Inspection inspection = server ? inspect(target()) : inspect(file);
    inspection.lines().forEach(shell.out()::println);
    return inspection.sound() ? Main.OK : Main.FAILED;
  }

  /** Whether somebody who wrote this had a server in mind, and no file. */
  static boolean meansServer(String subject) {
    return SERVER.matcher(subject).matches();
  }

  private ServerAddress target() throws UsageException {
    try {
      return ServerAddress.parse(subject);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Inspection inspect(ServerAddress target)
      throws UsageException, CredentialException, IOException {
    if (key != null || passwordVariable != null || client) {
      throw new UsageException(
          "--key, --password-env and --client are for a file, not for a server");
    }
    List<String> offered = alpn == null ? List.of("h2", "http/1.1") : alpn;
    checkNames(target, offered);
    return new ServerInspection(
            target,
            serverName == null ? target.host() : serverName,
            offered.stream().filter(protocol -> !protocol.isEmpty()).toList(),
            trust(),
            PATIENCE)
        .inspect();
  }

  /** Before anything is asked of a server that could be blamed for it. */
  private void checkNames(ServerAddress target, List<String> offered) throws UsageException {
    try {
      if (serverName != null) {
        new ServerAddress(serverName, target.port());
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("--server-name: " + e.getMessage());
    }
    for (String protocol : offered) {
      if (protocol.getBytes(UTF_8).length > MAX_PROTOCOL_NAME) {
        throw new UsageException("--alpn: a protocol has 1 to 255 octets: " + protocol);
      }
    }
  }

  private Inspection inspect(Path file) throws UsageException, CredentialException {
    if (alpn != null) {
      throw new UsageException("--alpn is for a server, not for a file");
    }
    if (client && serverName != null) {
      throw new UsageException("either --server-name or --client: a client proves no name");
    }
    if (!Files.exists(file)) {
      throw new UsageException(subject + ": no such file; a server is HOST:PORT");
    }
    char @Nullable [] password = password();
    try {
      return new FileInspection(file, key, serverName, client, trust()).inspect(password);
    } finally {
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }
  }

  private char @Nullable [] password() throws UsageException {
    if (passwordVariable == null) {
      return null;
    }
    String password = shell.environment().get(passwordVariable);
    if (password == null) {
      throw new UsageException("--password-env: " + passwordVariable + " is not set");
    }
    return password.toCharArray();
  }

  private Trust trust() throws CredentialException {
    return Trust.of(trust, LocalCa.rootFileIn(shell.localCa()), InstantSource.system());
  }
}
