package dev.sallyport.tls;

/** How the secret that the traffic keys come from was established. */
public enum KeyExchange {
  /** The client encrypts the pre-master secret under the certificate's key: no forward secrecy. */
  RSA,
  /** Ephemeral finite-field Diffie-Hellman. */
  DHE,
  /** Ephemeral elliptic-curve Diffie-Hellman. */
  ECDHE,
  /** An elliptic curve together with a post-quantum key encapsulation. */
  HYBRID,
  /** A secret that both sides had already. */
  PSK
}
