package dev.sallyport.certs;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for development, kept in a directory of its user.
 *
 * <p>Its root is an EC P-256 certificate for about ten years that may issue leaves only; its leaves
 * are server certificates for at most 90 days. Thread-safe.
 */
public final class LocalCa {
  private final Identity root;
  private final Path rootFile;
  private final InstantSource clock;
  private final CertificateIssuer issuer;

  private LocalCa(Identity root, Path rootFile, InstantSource clock) {
    this.root = root;
    this.rootFile = rootFile;
    this.clock = clock;
    this.issuer = new CertificateIssuer(root);
  }

  /**
   * Opens the CA that is kept in a directory; makes both where there is none. Several processes may
   * do so at once.
   *
   * @param clock says when certificates begin and whether they have to be renewed
   * @throws CredentialException when the files are damaged, expired, open to others, or cannot be
   *     written
   */
  public static LocalCa open(Path directory, InstantSource clock) throws CredentialException {
    CaDirectory files = new CaDirectory(directory);
    return new LocalCa(files.root(clock.instant()), files.certificateFile(), clock);
  }

  /**
   * Where a user's local CA is kept: {@code $XDG_DATA_HOME/sallyport}, or {@code
   * ~/.local/share/sallyport} (XDG Base Directory Specification: a relative path does not count).
   *
   * @param environment as {@link System#getenv()} has it
   */
  public static Path defaultDirectory(Map<String, String> environment) {
    return absolute(environment.get("XDG_DATA_HOME"))
        .orElseGet(
            () ->
                absolute(environment.get("HOME"))
                    .orElseGet(() -> Path.of(System.getProperty("user.home")))
                    .resolve(Path.of(".local", "share")))
        .resolve("sallyport");
  }

  private static Optional<Path> absolute(@Nullable String path) {
    return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
  }

  /** The root's certificate. */
  public X509Certificate root() {
    return root.leaf();
  }

  /** The file of the root's certificate, PEM, to be given to clients. */
  public Path rootFile() {
    return rootFile;
  }

  /**
   * Issues a server certificate with a new key.
   *
   * @param names DNS names, also with a wildcard as left-most label, and IP literals; {@code
   *     localhost} brings the loopback addresses with it
   * @throws IllegalArgumentException when there is no name, or one is none
   */
  public Identity issue(List<String> names, KeyKind kind) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a name");
    }
    return issue(names.stream().map(LocalCa::checked).toList(), kind.newKeys());
  }

  private static String checked(String name) {
    boolean wildcard = name.startsWith("*.");
    return HostName.parse(wildcard ? name.substring(2) : name)
        .filter(host -> !wildcard || host.address() == null)
        .map(host -> wildcard ? "*." + host.text() : host.text())
        .orElseThrow(() -> new IllegalArgumentException(Printable.text(name) + " is no host name"));
  }

  /** The moment on this CA's clock. */
  Instant now() {
    return clock.instant();
  }

  /** Issues for names that were checked before, with a key that may have other certificates. */
  Identity issue(List<String> names, KeyPair keys) {
    Set<String> all = new LinkedHashSet<>(names);
    if (all.contains("localhost")) {
      all.addAll(List.of("127.0.0.1", "::1"));
    }
    try {
      X509Certificate leaf = issuer.server(new ArrayList<>(all), keys.getPublic(), clock.instant());
      return new Identity(keys.getPrivate(), List.of(leaf), "local CA");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // the key was made for it, and a JDK has ECDSA
    }
  }

  /**
   * Leaves for whatever name is asked for, one of each kind, issued when asked for and renewed when
   * less than a third of their life is left. All leaves of a kind share one key pair, which is made
   * here, so that one costs one signature and an event loop may wait for it. At most 1,000 names
   * are remembered. Without a name the leaf is that of {@code localhost}.
   *
   * @throws IllegalArgumentException when there is no kind
   */
  public IdentitySource identities(Set<KeyKind> kinds) {
    return new LocalIdentities(this, kinds);
  }
}
