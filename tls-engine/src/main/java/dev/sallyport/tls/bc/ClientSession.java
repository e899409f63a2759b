package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A session that a server has given us to resume.
 *
 * @param cipherSuite the suite it began with
 * @param id TLS 1.2 without a ticket: the session ID; else empty
 * @param ticket empty where the ID stands for the session
 * @param secret TLS 1.2: the master secret; TLS 1.3: the pre-shared key
 * @param ageAdd TLS 1.3: what hides the ticket's age
 */
@SuppressWarnings("ArrayRecordComponent") // the secret is overwritten after use
record ClientSession(
    TlsVersion version,
    int cipherSuite,
    byte[] id,
    byte[] ticket,
    byte[] secret,
    int ageAdd,
    Validity validity) {

  /**
   * However often it is resumed, a session has to begin anew after that, so that the server's
   * certificate is looked at again.
   */
  static final Duration MAX_AGE = Duration.ofDays(1);

  /**
   * When a session can be resumed.
   *
   * @param issuedAt when the server gave it
   * @param until when it ends by what the server said
   * @param limit when the verification of the server's certificate, in the full handshake that all
   *     began with, holds no longer
   */
  record Validity(Instant issuedAt, Instant until, Instant limit) {

    /** A clock that was set back tells no age. */
    boolean includes(Instant now) {
      return !now.isBefore(issuedAt) && now.isBefore(until) && now.isBefore(limit);
    }
  }

  boolean byTicket() {
    return ticket.length > 0;
  }

  /** What it takes by what the server gave. */
  int octets() {
    return id.length + ticket.length + secret.length;
  }

  /** The age in milliseconds, hidden (RFC 8446 section 4.2.11.1). */
  long obfuscatedAge(Instant now) {
    return (Duration.between(validity.issuedAt, now).toMillis() + ageAdd) & 0xFFFFFFFFL;
  }

  /** Overwrites the secret. */
  void destroy() {
    Arrays.fill(secret, (byte) 0);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ClientSession[" + version + ", " + validity + "]";
  }
}
