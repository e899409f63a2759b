package dev.sallyport.config;

import java.util.Locale;

/** The moment at which a flow dials its backend. */
public enum DialOn {
  /** As soon as the client was accepted. */
  ACCEPTED,
  /** When the ClientHello was read: the server name is known. */
  HELLO,
  /** When the client's TLS handshake is complete. */
  HANDSHAKE;

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
