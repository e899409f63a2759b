package dev.sallyport.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads identities from PEM and PKCS#12 files.
 *
 * <p>The leaf is found by the private key and the chain is put in order, so certificates may stand
 * in any order; what does not belong to the chain is left out. Nothing here looks at the clock: ask
 * {@link Identity#checkValidAt}. Passwords are neither kept nor wiped. Every failure is a {@link
 * CredentialException} that names the file.
 */
public final class IdentityFiles {
  private IdentityFiles() {}

  /**
   * Reads certificates and their private key from PEM files; both may be one file.
   *
   * @param password for an encrypted key (PKCS#8); null when there is none
   */
  public static Identity pem(Path certificates, Path key, char @Nullable [] password)
      throws CredentialException {
    PemFile certificateFile = PemFile.read(certificates);
    PemFile keyFile = certificates.equals(key) ? certificateFile : PemFile.read(key);
    List<X509Certificate> all = certificateFile.certificates();
    return identity(keyFile.privateKey(password), all, certificates, key);
  }

  /**
   * Reads the one private key of a PKCS#12 file (RFC 7292), which has to be encrypted in it, and
   * its certificates.
   *
   * @param password of the file and the key in it; null means the empty password
   */
  public static Identity pkcs12(Path file, char @Nullable [] password) throws CredentialException {
    String origin = file.toString();
    char[] given = password == null ? new char[0] : password;
    KeyStore store = load(file, given);
    try {
      String alias = keyAlias(store, origin);
      Key key = store.getKey(alias, given);
      PrivateKey own =
          new PrivateKeyReader(origin, null).toJdk(PrivateKeyInfo.getInstance(key.getEncoded()));
      return identity(own, certificates(store, alias, origin), file, file);
    } catch (UnrecoverableKeyException e) {
      throw new CredentialException(
          origin, "the private key has another password than the file", e);
    } catch (GeneralSecurityException e) {
      throw new CredentialException(origin, "cannot be used: " + e.getMessage(), e);
    }
  }

  static KeyStore load(Path file, char[] password) throws CredentialException {
    byte[] content = CredentialFile.read(file);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException e) {
      boolean wrongPassword = e.getCause() instanceof UnrecoverableKeyException;
      throw new CredentialException(
          file.toString(),
          !wrongPassword
              ? "is damaged or not PKCS#12: " + e.getMessage()
              : password.length == 0 ? "needs a password, but none is given" : "wrong password",
          e);
    } catch (GeneralSecurityException e) {
      throw new CredentialException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The name of the one entry that is a private key. */
  static String keyAlias(KeyStore store, String origin)
      throws GeneralSecurityException, CredentialException {
    List<String> aliases = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
        aliases.add(alias);
      }
    }
    if (aliases.isEmpty()) {
      throw new CredentialException(origin, "holds no encrypted private key");
    }
    if (aliases.size() > 1) {
      throw new CredentialException(
          origin, "holds " + aliases.size() + " private keys, but one is wanted");
    }
    return aliases.get(0);
  }

  private static List<X509Certificate> certificates(KeyStore store, String alias, String origin)
      throws GeneralSecurityException, CredentialException {
    List<X509Certificate> certificates = new ArrayList<>();
    Certificate[] chain = store.getCertificateChain(alias);
    for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
      certificates.add((X509Certificate) certificate);
    }
    if (certificates.isEmpty()) {
      throw new CredentialException(origin, "holds no certificate of its private key");
    }
    return certificates;
  }

  private static Identity identity(
      PrivateKey key, List<X509Certificate> certificates, Path certificateFile, Path keyFile)
      throws CredentialException {
    Optional<X509Certificate> leaf =
        certificates.stream().filter(c -> KeyMatch.matches(key, c.getPublicKey())).findFirst();
    if (leaf.isEmpty()) {
      throw new CredentialException(
          keyFile.toString(),
          "private key ("
              + key.getAlgorithm()
              + ") does not belong to the certificate in "
              + certificateFile.getFileName()
              + " ("
              + CertificateSummary.of(certificates.get(0)).key()
              + ")");
    }
    try {
      return new Identity(key, chain(leaf.get(), certificates), certificateFile.toString());
    } catch (IllegalArgumentException e) {
      throw new CredentialException(certificateFile.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /** From a certificate to its issuers, as far as they are among the given. */
  static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> certificates) {
    List<X509Certificate> rest = new ArrayList<>(certificates);
    List<X509Certificate> chain = new ArrayList<>();
    Optional<X509Certificate> next = Optional.of(leaf);
    while (next.isPresent()) {
      chain.add(next.get());
      rest.removeAll(chain);
      next = SelfSigned.named(next.get()) ? Optional.empty() : Issuers.find(next.get(), rest);
    }
    return chain;
  }
}
