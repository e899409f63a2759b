package dev.sallyport.tls;

import java.util.Locale;

/** The closed list of reasons for which TLS on a connection fails. */
public enum FailureType {
  /** The first bytes are not TLS. */
  NOT_TLS,
  /** The peer ended its output, or said close_notify, before the handshake was complete. */
  PEER_CLOSED,
  NO_COMMON_VERSION,
  NO_COMMON_SUITE,
  /** No group, or no signature scheme, that both sides can do. */
  NO_COMMON_PARAMETERS,
  /** No application protocol in common (RFC 7301). */
  NO_COMMON_PROTOCOL,
  /** No identity serves the name that was asked for. */
  UNKNOWN_NAME,
  /** A version lower than both sides can do was forced (RFC 7507, RFC 8446 section 4.1.3). */
  DOWNGRADE,
  CERTIFICATE_EXPIRED,
  CERTIFICATE_NOT_YET_VALID,
  CERTIFICATE_UNKNOWN_CA,
  CERTIFICATE_WRONG_NAME,
  CERTIFICATE_WRONG_USAGE,
  /** The peer's chain cannot be read, or breaks a rule that has no type of its own. */
  CERTIFICATE_INVALID,
  /** The client showed no certificate, and one is required. */
  CERTIFICATE_REQUIRED,
  /** The peer's alert refuses our certificate, or that we sent none. */
  CERTIFICATE_REJECTED_BY_PEER,
  /** Any other fatal alert of the peer. */
  PEER_ALERT,
  TIMEOUT,
  /** The peer exceeds one of {@link TlsLimits}. */
  LIMIT,
  /** A message that cannot be decoded. */
  MALFORMED,
  /** A message that is well formed but not allowed, here or now. */
  PROTOCOL_VIOLATION,
  /** A record that cannot be decrypted, or is too long. */
  BAD_RECORD,
  /** The owner gave up for a reason that lies outside TLS. */
  ABORTED,
  /** A fault of this program or of its configuration. */
  INTERNAL;

  /** As it is recorded: {@code certificate_expired}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
