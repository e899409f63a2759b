package dev.sallyport.config;

import java.util.Locale;

/** {@code crypto}: whose cryptography is used. */
public record CryptoConfig(Provider provider, Origins origins) {

  /** A maker of cryptographic primitives. */
  public enum Provider {
    /** The fastest that works here, for each primitive by itself. */
    AUTO,
    /** The Amazon Corretto Crypto Provider. */
    ACCP,
    /** Conscrypt. */
    CONSCRYPT,
    /** The JDK. */
    JDK;

    /** As it is written in a configuration. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
