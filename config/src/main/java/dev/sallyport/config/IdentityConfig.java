package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files a private key and its chain are read from: ours as a server, or as a client. */
public sealed interface IdentityConfig {

  /** What the files are encrypted under, or null. */
  @Nullable Secret password();

  /** Where the entry was written; its keys are {@code cert}, {@code key}, {@code pkcs12}. */
  Origins origins();

  /**
   * Two PEM files.
   *
   * @param cert the chain, leaf first
   * @param key the private key
   */
  record Pem(Path cert, Path key, @Nullable Secret password, Origins origins)
      implements IdentityConfig {}

  /**
   * One PKCS#12 file (RFC 7292).
   *
   * @param file holds key and chain
   */
  record Pkcs12(Path file, @Nullable Secret password, Origins origins) implements IdentityConfig {}
}
