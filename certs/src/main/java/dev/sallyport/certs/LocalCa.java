package dev.sallyport.certs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
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
 * are server certificates, for 90 days unless told otherwise. Thread-safe.
 */
public final class LocalCa {
  /** How long a leaf is valid, in days. */
  public static final int LEAF_DAYS = 90;

  /** The longest life of a leaf; what lives longer is refused by Apple's systems. */
  public static final int MAX_LEAF_DAYS = 825;

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
   * A CA like the one that {@link #open} makes in a directory where there is none; kept nowhere.
   *
   * @throws CredentialException when none could be made there
   */
  public static LocalCa unkept(Path directory, InstantSource clock) throws CredentialException {
    CaDirectory files = new CaDirectory(directory);
    files.checkCreatable();
    KeyPair keys = KeyKind.EC.newKeys();
    try {
      X509Certificate root = CertificateIssuer.root(keys, clock.instant());
      return new LocalCa(
          new Identity(keys.getPrivate(), List.of(root), "local CA"),
          files.certificateFile(),
          clock);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // the key was made for it, and a JDK has ECDSA
    }
  }

  /** Whether a CA is kept in a directory, whole or damaged. */
  public static boolean isIn(Path directory) {
    return new CaDirectory(directory).exists();
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

  /** The root's certificate of the CA that is kept in a directory; empty when there is none. */
  public static Optional<Path> rootFileIn(Path directory) {
    return Optional.of(new CaDirectory(directory).certificateFile()).filter(Files::exists);
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
   * Issues a server certificate with a new key, for {@link #LEAF_DAYS}.
   *
   * @param names DNS names, also with a wildcard as left-most label, and IP literals; {@code
   *     localhost} brings the loopback addresses with it
   * @throws IllegalArgumentException when there is no name, or one is none
   */
  public Identity issue(List<String> names, KeyKind kind) {
    return issue(names, kind, LEAF_DAYS);
  }

  /**
   * Issues a server certificate with a new key; no longer valid than the root.
   *
   * @param names DNS names, also with a wildcard as left-most label, and IP literals; {@code
   *     localhost} brings the loopback addresses with it
   * @param days 1 to {@link #MAX_LEAF_DAYS}, of which an hour is past
   * @throws IllegalArgumentException when there is no name, one is none, or the days are too many
   */
  public Identity issue(List<String> names, KeyKind kind, int days) {
    return issue(check(names, days), kind.newKeys(), days);
  }

  /**
   * Checks what a certificate is wanted for, which takes no CA.
   *
   * @return the names in the form in which they will stand in it
   * @throws IllegalArgumentException when there is no name, one is none, or the days are too many
   */
  public static List<String> check(List<String> names, int days) {
    if (days < 1 || days > MAX_LEAF_DAYS) {
      throw new IllegalArgumentException(
          "a certificate is issued for 1 to " + MAX_LEAF_DAYS + " days, not " + days);
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a name");
    }
    return names.stream().map(LocalCa::checked).toList();
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
    return issue(names, keys, LEAF_DAYS);
  }

  private Identity issue(List<String> names, KeyPair keys, int days) {
    Set<String> all = new LinkedHashSet<>(names);
    if (all.contains("localhost")) {
      all.addAll(List.of("127.0.0.1", "::1"));
    }
    try {
      X509Certificate leaf =
          issuer.server(
              new ArrayList<>(all), keys.getPublic(), clock.instant(), Duration.ofDays(days));
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
