package dev.sallyport.certs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads identities from PEM and PKCS#12 files. */
public final class IdentityFiles {
  private IdentityFiles() {}

  /**
   * Reads a certificate chain and its private key; both may stand in one file.
   *
   * @param password for an encrypted key; null when there is none
   */
  public static Identity pem(Path certificates, Path key, char @Nullable [] password)
      throws CredentialException {
    return unread(key, certificates, password);
  }

  /** Reads the one private key of a PKCS#12 file and its chain. */
  public static Identity pkcs12(Path file, char @Nullable [] password) throws CredentialException {
    return unread(file, file, password);
  }

  private static Identity unread(Path key, Path certificates, char @Nullable [] password)
      throws CredentialException {
    throw new CredentialException(
        key.toString(), "not read yet" + certificates + (password == null));
  }
}
