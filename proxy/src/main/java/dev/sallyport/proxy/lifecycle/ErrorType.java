package dev.sallyport.proxy.lifecycle;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The cause of a failure: the closed list of what a record's {@code error.type} can say. */
public enum ErrorType {
  /** The first bytes were not a TLS record. */
  NOT_TLS,
  /** The peer ended its output where more was due. */
  PEER_CLOSED,
  /** The peer sent RST. */
  PEER_RESET,
  /** The peer's FIN came without close_notify. */
  TRUNCATED,
  /** A timeout of the proxy ran out; the state says which. */
  TIMEOUT,
  /** A limit was reached: connections, unauthenticated bytes, message size. */
  LIMIT,
  /** An access rule turned the client away. */
  ACCESS_DENIED,
  /** The drain time was used up. */
  DRAINED,
  /** A PROXY header was required and missing, or malformed. */
  BAD_PROXY_HEADER,
  NO_COMMON_VERSION,
  NO_COMMON_SUITE,
  /** No group, or no signature scheme, that both sides can do. */
  NO_COMMON_PARAMETERS,
  /** No application protocol in common (ALPN). */
  NO_COMMON_PROTOCOL,
  /** A version lower than both sides can do was forced. */
  DOWNGRADE,
  /** No identity for the server name that was asked for. */
  UNKNOWN_NAME,
  CERTIFICATE_EXPIRED,
  CERTIFICATE_NOT_YET_VALID,
  CERTIFICATE_UNKNOWN_CA,
  CERTIFICATE_WRONG_NAME,
  CERTIFICATE_WRONG_USAGE,
  /** The peer's chain cannot be read, or breaks a rule that has no type of its own. */
  CERTIFICATE_INVALID,
  /** The client showed no certificate, and the listener requires one. */
  CERTIFICATE_REQUIRED,
  /** The peer refused our certificate, or that there was none, with an alert. */
  CERTIFICATE_REJECTED_BY_PEER,
  /** The peer sent a fatal alert that none of the other types names. */
  PEER_ALERT,
  /** A TLS message could not be parsed. */
  MALFORMED,
  /** A well-formed TLS message that was not legal there. */
  PROTOCOL_VIOLATION,
  /** A TLS record that failed authentication. */
  BAD_RECORD,
  CONNECTION_REFUSED,
  HOST_UNREACHABLE,
  NETWORK_UNREACHABLE,
  /** No local address or port is left to dial from. */
  ADDRESS_NOT_AVAILABLE,
  /** The name of the server could not be resolved. */
  NAME_NOT_RESOLVED,
  /** The backend has no server that could be dialled. */
  NO_SERVER,
  /** The kernel gave the connection up: ETIMEDOUT, EPIPE. */
  CONNECTION_LOST,
  /** The handshake was given up since the flow's other side had failed. */
  ABORTED,
  /** A defect of the proxy. */
  INTERNAL;

  private static final Map<String, ErrorType> BY_ID =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(ErrorType::id, Function.identity()));

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Whether the peer made the end: it closed, reset, refused or sent a fatal alert. */
  boolean isPeers() {
    return switch (this) {
      case PEER_CLOSED,
          PEER_RESET,
          TRUNCATED,
          CERTIFICATE_REJECTED_BY_PEER,
          PEER_ALERT,
          CONNECTION_REFUSED ->
          true;
      default -> false;
    };
  }

  /** Returns the spelling in the record. */
  public String id() {
    return id;
  }

  /**
   * Returns the type spelt {@code id}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ErrorType of(String id) {
    ErrorType type = BY_ID.get(id);
    if (type == null) {
      throw new IllegalArgumentException("no error type is spelt " + id);
    }
    return type;
  }
}
