package dev.sallyport.tls;

/**
 * What a peer may make this endpoint hold or do before it is refused; each limit is inclusive.
 *
 * @param handshakeMessage octets in the body of one handshake message
 * @param unauthenticated octets received before the handshake is complete
 * @param emptyRecords records in a row that carry nothing
 * @param postHandshakeMessages handshake messages after the handshake without application data in
 *     between: KeyUpdate, NewSessionTicket, refused renegotiations
 * @param warningAlerts warning alerts on one connection, close_notify not counted
 * @param changeCipherSpecs change_cipher_spec records that TLS 1.3 ignores (RFC 8446 appendix D.4)
 */
public record TlsLimits(
    int handshakeMessage,
    int unauthenticated,
    int emptyRecords,
    int postHandshakeMessages,
    int warningAlerts,
    int changeCipherSpecs) {

  public TlsLimits {
    requirePositive("handshakeMessage", handshakeMessage);
    requirePositive("unauthenticated", unauthenticated);
    requirePositive("emptyRecords", emptyRecords);
    requirePositive("postHandshakeMessages", postHandshakeMessages);
    requirePositive("warningAlerts", warningAlerts);
    requirePositive("changeCipherSpecs", changeCipherSpecs);
  }

  /** Far above what an honest peer does. */
  public static TlsLimits defaults() {
    return new TlsLimits(32 * 1024, 64 * 1024, 16, 32, 4, 2);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
