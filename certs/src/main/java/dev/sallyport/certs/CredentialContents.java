package dev.sallyport.certs;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate or key file holds, whether or not it makes an {@link Identity}. Immutable;
 * holds no key.
 *
 * @param certificates as they stand in the file
 * @param key what was found of a private key; null when there is none
 */
public record CredentialContents(
    Format format, List<X509Certificate> certificates, @Nullable KeyFinding key) {
  private static final byte SEQUENCE = 0x30;

  /** How a file is written. */
  public enum Format {
    PEM("PEM"),
    DER("DER"),
    PKCS12("PKCS#12");

    private final String title;

    Format(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /**
   * A private key that was found.
   *
   * @param name kind and size; null when it cannot be read
   * @param owner the certificate it belongs to; null when there is none in the file
   * @param objection why it cannot be read; null when it can
   */
  public record KeyFinding(
      @Nullable String name, @Nullable X509Certificate owner, @Nullable String objection) {}

  public CredentialContents {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads a file: PEM, one certificate in DER, or PKCS#12.
   *
   * @param keyFile a PEM file whose key is looked at in place of one in the file; null: none
   * @param password of the key, or the PKCS#12 file; null when there is none
   * @throws CredentialException when it is none of these, or its certificates cannot be read
   */
  public static CredentialContents read(
      Path file, @Nullable Path keyFile, char @Nullable [] password) throws CredentialException {
    CredentialContents contents = read(file, password);
    if (keyFile == null) {
      return contents;
    }
    KeyFinding key = pemKey(PemFile.read(keyFile), contents.certificates, password);
    return new CredentialContents(contents.format, contents.certificates, key);
  }

  private static CredentialContents read(Path file, char @Nullable [] password)
      throws CredentialException {
    byte[] content = CredentialFile.read(file);
    if (content[0] == SEQUENCE) {
      Optional<X509Certificate> single = der(content);
      return single.isPresent()
          ? new CredentialContents(Format.DER, List.of(single.get()), null)
          : pkcs12(file, password == null ? new char[0] : password);
    }
    PemFile pem = PemFile.read(file);
    if (!pem.hasCertificate() && !pem.hasPrivateKey()) {
      pem.certificates(); // which says what there is instead
    }
    List<X509Certificate> certificates = pem.hasCertificate() ? pem.certificates() : List.of();
    KeyFinding key = pem.hasPrivateKey() ? pemKey(pem, certificates, password) : null;
    return new CredentialContents(Format.PEM, certificates, key);
  }

  private static Optional<X509Certificate> der(byte[] content) {
    try {
      return Optional.of(CertificateDecoder.decode(content));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  private static KeyFinding pemKey(
      PemFile pem, List<X509Certificate> certificates, char @Nullable [] password) {
    try {
      return finding(pem.privateKey(password), certificates);
    } catch (CredentialException e) {
      return new KeyFinding(null, null, e.reason());
    }
  }

  private static KeyFinding finding(PrivateKey key, List<X509Certificate> certificates) {
    X509Certificate owner =
        certificates.stream()
            .filter(certificate -> KeyMatch.matches(key, certificate.getPublicKey()))
            .findFirst()
            .orElse(null);
    return new KeyFinding(KeyName.of(key), owner, null);
  }

  private static CredentialContents pkcs12(Path file, char[] password) throws CredentialException {
    KeyStore store = IdentityFiles.load(file, password);
    try {
      List<X509Certificate> certificates = certificates(store);
      if (store.size() == 0) {
        throw new CredentialException(
            file.toString(),
            "holds no encrypted private key, and no certificate marked as trusted");
      }
      return new CredentialContents(
          Format.PKCS12,
          certificates,
          holdsKey(store) ? pkcs12Key(store, file, password, certificates) : null);
    } catch (GeneralSecurityException e) {
      throw new CredentialException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(KeyStore store)
      throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate[] chain = store.getCertificateChain(alias);
      Certificate single = store.getCertificate(alias);
      if (chain != null) {
        for (Certificate certificate : chain) {
          all.add((X509Certificate) certificate);
        }
      } else if (single != null) {
        all.add((X509Certificate) single);
      }
    }
    return all;
  }

  private static boolean holdsKey(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return true;
      }
    }
    return false;
  }

  private static KeyFinding pkcs12Key(
      KeyStore store, Path file, char[] password, List<X509Certificate> certificates)
      throws GeneralSecurityException {
    try {
      Key key = store.getKey(IdentityFiles.keyAlias(store, file.toString()), password);
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      return finding(new PrivateKeyReader(file.toString(), null).toJdk(info), certificates);
    } catch (UnrecoverableKeyException e) {
      return new KeyFinding(null, null, "the private key has another password than the file");
    } catch (CredentialException e) {
      return new KeyFinding(null, null, e.reason());
    }
  }
}
