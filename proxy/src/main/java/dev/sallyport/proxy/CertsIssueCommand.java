package dev.sallyport.proxy;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentityWriter;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.LocalCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Issues a server certificate of the local CA into two files. */
@Command(
    name = "issue",
    description = {
      "Issues a server certificate of the local CA, which is made if there is none.",
      "Writes the certificate (PEM) as NAME.pem and its key (PEM, PKCS#8, 0600) as NAME.key."
    })
final class CertsIssueCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description =
          "DNS names, also *.example.com, and IP addresses; localhost means 127.0.0.1 too.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      defaultValue = "ec",
      description = {
        "ec (P-256), rsa (2048), rsa_pss (2048, for RSASSA-PSS alone) or ed25519;",
        "${DEFAULT-VALUE} unless given."
      })
  private KeyKind keyType = KeyKind.EC;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long it is valid, 1 to 825; 90 unless given.")
  private int days = LocalCa.LEAF_DAYS;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files are written; here unless given.")
  private @Nullable Path out;

  @Option(names = "--cert", paramLabel = "FILE", description = "The file of the certificate.")
  private @Nullable Path cert;

  @Option(names = "--key", paramLabel = "FILE", description = "The file of the key.")
  private @Nullable Path key;

  @Option(names = "--force", description = "Replace files that are there.")
  private boolean force;

  @Mixin private LocalCaOption localCa = new LocalCaOption();

  CertsIssueCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws UsageException, CredentialException, IOException {
    IssuedFiles files = files(checkUsage().get(0));
    checkFree(files.certificate());
    checkFree(files.privateKey());
    Identity identity =
        LocalCa.open(localCa.directory(shell), InstantSource.system()).issue(names, keyType, days);
    CertificateSummary summary = CertificateSummary.of(identity.leaf());
    new IdentityWriter(force).write(identity, files.certificate(), files.privateKey());
    shell
        .out()
        .printf(
            """
            Issued by the local CA.
              certificate   %s
              key           %s
              names         %s
              key kind      %s
              valid until   %s
              sha256        %s
            """,
            files.certificate(),
            files.privateKey(),
            String.join(", ", summary.sans()),
            summary.key(),
            summary.lastDay(),
            summary.sha256());
    return Main.OK;
  }

  /** The names in the form in which they will stand in the certificate. */
  private List<String> checkUsage() throws UsageException {
    if ((cert == null) != (key == null)) {
      throw new UsageException("--cert and --key belong together");
    }
    if (cert != null && out != null) {
      throw new UsageException("either --out, or --cert and --key");
    }
    if (cert != null && key != null && IdentityWriter.sameFile(cert, key)) {
      throw new UsageException("--cert and --key have to be two files");
    }
    try {
      return LocalCa.check(names, days);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void checkFree(Path file) throws CredentialException {
    if (!force && Files.exists(file)) {
      throw new CredentialException(file.toString(), "is there already; --force replaces it");
    }
  }

  private IssuedFiles files(String firstName) throws IOException {
    if (cert != null && key != null) {
      return new IssuedFiles(cert, key);
    }
    String name = firstName.replace("*", "_wildcard").replace(':', '_');
    Path directory = out == null ? Path.of("") : Files.createDirectories(out);
    return new IssuedFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
  }

  /** Where a certificate and its key are written. */
  private record IssuedFiles(Path certificate, Path privateKey) {}
}
