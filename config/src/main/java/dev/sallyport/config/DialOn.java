package dev.sallyport.config;

/** The moment at which a flow dials its backend. */
public enum DialOn {
  /** As soon as the client was accepted. */
  ACCEPTED,
  /** When the ClientHello was read: the server name is known. */
  HELLO,
  /** When the client's TLS handshake is complete. */
  HANDSHAKE
}
