package dev.sallyport.certs;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A certificate authority for development, kept in a directory of its user. */
public final class LocalCa {
  private final Path rootFile;

  private final Identity root;

  private LocalCa(Path rootFile, Identity root) {
    this.root = root;
    this.rootFile = rootFile;
  }

  /** Opens the CA kept in a directory; makes it when there is none. */
  public static LocalCa open(Path directory, InstantSource clock) throws CredentialException {
    if (clock.instant().getEpochSecond() > 0) {
      throw new CredentialException(directory.toString(), "not made yet");
    }
    return new LocalCa(directory, IdentityFiles.pem(directory, directory, null));
  }

  /** {@code $XDG_DATA_HOME/sallyport}, or {@code ~/.local/share/sallyport}. */
  public static Path defaultDirectory(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", "."), ".local", "share", "sallyport");
  }

  public X509Certificate root() {
    return root.leaf();
  }

  /** The root's certificate as PEM, to be given to clients. */
  public Path rootFile() {
    return rootFile;
  }

  /** Issues a server certificate for names, with a new key. */
  public Identity issue(List<String> names, KeyKind kind) {
    return names.isEmpty() || kind == KeyKind.RSA
        ? root
        : new Identity(root.key(), root.chain(), "");
  }

  /** Leaves for whatever name is asked for, of each kind. */
  public IdentitySource identities(Set<KeyKind> kinds) {
    return ConfiguredIdentities.of(kinds.isEmpty() ? List.of() : List.of(root));
  }
}
