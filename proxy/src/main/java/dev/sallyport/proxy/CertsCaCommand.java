package dev.sallyport.proxy;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.LocalCa;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the local CA where there is none, and says what it is and how to trust it. */
@Command(
    name = "ca",
    description = {
      "Makes the local CA if there is none, and says what it is and how to trust it.",
      "It is for development, and lives in $XDG_DATA_HOME/sallyport (~/.local/share/sallyport)."
    })
final class CertsCaCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private LocalCaOption localCa = new LocalCaOption();

  CertsCaCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws CredentialException {
    Path where = localCa.directory(shell);
    boolean old = LocalCa.rootFileIn(where).isPresent();
    LocalCa ca = LocalCa.open(where, InstantSource.system());
    CertificateSummary root = CertificateSummary.of(ca.root());
    shell
        .out()
        .printf(
            """
            %s
              certificate   %s
              subject       %s
              valid until   %s
              key           %s
              sha256        %s

            """,
            old ? "The local CA is there already." : "Made a local CA.",
            ca.rootFile(),
            root.subject(),
            root.lastDay(),
            root.key(),
            root.sha256());
    sayHowToTrust(ShellWord.of(ca.rootFile().toAbsolutePath()));
    return Main.OK;
  }

  private void sayHowToTrust(String file) {
    shell
        .out()
        .printf(
            """
            To trust what it issues
              curl            curl --cacert %1$s https://localhost:8443/
              Debian, Ubuntu  sudo install -m 644 %1$s /usr/local/share/ca-certificates/sallyport-local-ca.crt
                              sudo update-ca-certificates
              Fedora, RHEL    sudo install -m 644 %1$s /etc/pki/ca-trust/source/anchors/sallyport-local-ca.pem
                              sudo update-ca-trust
              Chrome          certutil -d sql:"$HOME/.pki/nssdb" -A -t C,, -n sallyport-local-ca -i %1$s
              Firefox         Settings, Privacy & Security, View Certificates, Authorities, Import
            Whoever has root.key beside it can be any server to those who trust it: give away root.pem alone.
            """,
            file);
  }
}
