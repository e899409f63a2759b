package dev.sallyport.proxy.lifecycle;

/**
 * What a flow is set up to do: known at accept, the same for every flow of a listener and backend.
 *
 * @param downstream what is done with the client's TLS
 * @param upstreamTls whether the proxy speaks TLS to the backend
 * @param dialOn when the upstream is dialled; {@code HELLO} and {@code HANDSHAKE} mean {@code
 *     ACCEPTED} where the downstream is cleartext
 * @param proxyHeader whether a PROXY protocol header is awaited before anything else, or never
 *     comes, since the client is to be refused
 */
public record Plan(TlsMode downstream, boolean upstreamTls, DialOn dialOn, boolean proxyHeader) {

  /** What is done with the TLS of a connection. */
  public enum TlsMode {
    /** There is none. */
    NONE,
    /** It ends at the proxy. */
    ENDPOINT,
    /** Its ClientHello is read, the rest goes on as it is. */
    PASSTHROUGH
  }

  /** This plan with another backend behind it. */
  public Plan withUpstreamTls(boolean tls) {
    return new Plan(downstream, tls, dialOn, proxyHeader);
  }

  /** This plan for a client that is to be refused: it is held before everything else. */
  public Plan held() {
    return new Plan(downstream, upstreamTls, dialOn, true);
  }

  TlsMode mode(Side side) {
    if (side == Side.DOWNSTREAM) {
      return downstream;
    }
    return upstreamTls ? TlsMode.ENDPOINT : TlsMode.NONE;
  }
}
