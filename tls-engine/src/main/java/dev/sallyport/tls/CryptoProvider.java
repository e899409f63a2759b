package dev.sallyport.tls;

/** Whose cryptographic primitives are wanted. */
public enum CryptoProvider {
  /** The fastest that works here, for each primitive by itself. */
  AUTO,
  /** The Amazon Corretto Crypto Provider, and the JDK for what it lacks. */
  ACCP,
  /** Conscrypt, and the JDK for what it lacks. */
  CONSCRYPT,
  /** The JDK. */
  JDK
}
