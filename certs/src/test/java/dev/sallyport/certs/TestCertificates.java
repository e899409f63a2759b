package dev.sallyport.certs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests, which issues certificates of any quality, also bad ones.
 *
 * <pre>{@code
 * TestCertificates ca = TestCertificates.authority("Test CA");
 * Identity server = ca.server("example.com", "127.0.0.1");
 * Identity expired = ca.leaf("example.com").kind(KeyKind.RSA).expired().identity();
 * TestCertificates.PemFiles files = TestCertificates.write(server, directory, "web");
 * Path trust = ca.writeCertificate(directory.resolve("ca.pem"));
 * PeerVerifier verifier = new PeerVerifier(ca.anchors(), Clock.systemUTC());
 * }</pre>
 *
 * <p>Everything is valid from an hour ago for thirty days unless a test says otherwise.
 */
public final class TestCertificates {
  /** The two files of an identity: the chain, leaf first, and the key in PKCS#8. */
  public record PemFiles(Path cert, Path key) {}

  private final KeyPair keys;
  private final List<X509Certificate> chain;

  TestCertificates(KeyPair keys, List<X509Certificate> chain) {
    this.keys = keys;
    this.chain = List.copyOf(chain);
  }

  /** A new root with an EC key. */
  public static TestCertificates authority(String commonName) {
    return TestLeaf.selfIssued(commonName).ca().authority();
  }

  /** An authority below this one; the chains it issues contain it. */
  public TestCertificates intermediate(String commonName) {
    return leaf().commonName(commonName).ca().authority();
  }

  /** A server's identity with an EC key; IP literals become iPAddress names. */
  public Identity server(String... names) {
    return leaf(names).identity();
  }

  /** A client's identity with an EC key. */
  public Identity client(String commonName) {
    return leaf().commonName(commonName).usages(TestLeaf.CLIENT_AUTH).identity();
  }

  /** A certificate to be described further; as it stands, a server's with an EC key. */
  public TestLeaf leaf(String... names) {
    return new TestLeaf(this, List.of(names));
  }

  /** A server's certificate that is signed with its own key. */
  public static TestLeaf selfSigned(String... names) {
    return TestLeaf.selfIssued(names.length == 0 ? "self-signed" : names[0]).names(names);
  }

  /** The certificate of this authority itself. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** This authority as the only trust anchor. */
  public TrustAnchors anchors() {
    return TrustAnchors.of(List.of(certificate()));
  }

  /** Writes this authority's certificate as PEM. */
  public Path writeCertificate(Path file) {
    return writeText(file, pem("CERTIFICATE", encoded(certificate())));
  }

  /** Writes {@code <name>.pem} (the chain) and {@code <name>.key} into a directory. */
  public static PemFiles write(Identity identity, Path directory, String name) {
    return new PemFiles(
        writeText(directory.resolve(name + ".pem"), pem(identity.chain())),
        writeText(directory.resolve(name + ".key"), pem(identity.key())));
  }

  /** Writes an identity as PKCS#12. */
  public static Path writePkcs12(Identity identity, Path file, String password) {
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "identity",
          identity.key(),
          password.toCharArray(),
          identity.chain().toArray(new Certificate[0]));
      store.store(out, password.toCharArray());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A chain as PEM text. */
  public static String pem(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    chain.forEach(certificate -> text.append(pem("CERTIFICATE", encoded(certificate))));
    return text.toString();
  }

  /** A private key as PEM text, PKCS#8. */
  public static String pem(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Any bytes as one PEM block. */
  public static String pem(String type, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }

  KeyPair keys() {
    return keys;
  }

  /**
   * What an issued certificate is followed by: this authority unless it is a root, then its own.
   */
  List<X509Certificate> chainBelowRoot() {
    List<X509Certificate> below = new ArrayList<>(chain);
    below.removeIf(c -> c.getSubjectX500Principal().equals(c.getIssuerX500Principal()));
    return below;
  }

  static Instant defaultNotBefore() {
    return Instant.now().minus(Duration.ofHours(1));
  }

  static Instant defaultNotAfter() {
    return Instant.now().plus(Duration.ofDays(30));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path writeText(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
