package dev.sallyport.tls.bc;

import dev.sallyport.tls.CryptoProvider;
import java.util.List;

/**
 * What providers are chosen for, each by itself. The order among the native ones is that of the
 * figures in the module's README. SHA-256 and HMAC-SHA256 are not here, since by these figures the
 * JDK's are the fastest in the shape that TLS has them; what else is not here is the JDK's or
 * Bouncy Castle's everywhere.
 */
enum Primitive {
  AES_GCM("AES-GCM"),
  CHACHA20_POLY1305("ChaCha20-Poly1305"),
  ECDSA("ECDSA"),
  RSA("RSA"),
  ECDH("ECDH"),
  X25519("X25519"),
  HMAC_SHA384("HMAC-SHA384"),
  RANDOM("random");

  private final String label;

  Primitive(String label) {
    this.label = label;
  }

  /** As it is written in the log. */
  String label() {
    return label;
  }

  /** The native providers that have it, the fastest first. */
  List<CryptoProvider> nativeOnes() {
    return switch (this) {
      case AES_GCM, ECDSA, RSA, ECDH -> List.of(CryptoProvider.ACCP, CryptoProvider.CONSCRYPT);
      case CHACHA20_POLY1305, X25519 -> List.of(CryptoProvider.CONSCRYPT);
      case HMAC_SHA384, RANDOM -> List.of(CryptoProvider.ACCP);
    };
  }
}
