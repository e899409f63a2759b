package dev.sallyport.config;

import java.util.Locale;

/** A key exchange that may be configured for TLS 1.2. */
public enum KeyExchangeAlgorithm {
  /** Ephemeral elliptic-curve Diffie-Hellman (RFC 8422). */
  ECDHE,
  /** Ephemeral finite-field Diffie-Hellman in a group of RFC 7919. */
  DHE,
  /**
   * The pre-master secret encrypted under the certificate's RSA key (RFC 5246): no forward secrecy.
   */
  RSA;

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
