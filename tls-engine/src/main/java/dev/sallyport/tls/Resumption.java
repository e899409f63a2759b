package dev.sallyport.tls;

import java.util.Locale;

/** How a session was resumed. */
public enum Resumption {
  /** By the session ID of TLS 1.2 (RFC 5246 section 7.3). */
  SESSION_ID,
  /** By a ticket of TLS 1.2 (RFC 5077). */
  TICKET,
  /** By a pre-shared key of TLS 1.3, which a ticket brought (RFC 8446 section 2.2). */
  PSK;

  /** As it is recorded: {@code session_id}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
