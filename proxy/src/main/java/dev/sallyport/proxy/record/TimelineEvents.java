package dev.sallyport.proxy.record;

/**
 * The names of timeline events that are not TLS messages. A TLS message is {@link #TLS} and its RFC
 * name: {@code tls.client_hello}.
 */
public final class TimelineEvents {
  public static final String TCP_ACCEPTED = "tcp.accepted";
  public static final String TCP_DIAL = "tcp.dial";
  public static final String TCP_CONNECTED = "tcp.connected";
  public static final String TCP_DIAL_FAILED = "tcp.dial_failed";
  public static final String TCP_DIAL_CANCELLED = "tcp.dial_cancelled";
  public static final String TCP_FIN_RECEIVED = "tcp.fin_received";
  public static final String TCP_FIN_SENT = "tcp.fin_sent";
  public static final String TCP_FIN_ACKED = "tcp.fin_acked";
  public static final String TCP_RST_RECEIVED = "tcp.rst_received";
  public static final String TCP_RST_SENT = "tcp.rst_sent";
  public static final String TCP_LOST = "tcp.lost";
  public static final String TCP_CLOSED = "tcp.closed";
  public static final String TCP_RETRANSMIT = "tcp.retransmit";

  public static final String TLS = "tls.";
  public static final String TLS_ALERT = "tls.alert";
  public static final String TLS_CLOSE_NOTIFY = "tls.close_notify";
  public static final String TLS_CERTIFICATE_VERIFIED = "tls.certificate_verified";
  public static final String TLS_PRE_MASTER_SECRET = "tls.pre_master_secret";
  public static final String TLS_KEYS_DERIVED = "tls.keys_derived";
  public static final String TLS_HANDSHAKE_COMPLETED = "tls.handshake_completed";
  public static final String TLS_HANDSHAKE_FAILED = "tls.handshake_failed";
  public static final String TLS_TRUNCATED = "tls.truncated";

  public static final String APP_FIRST_BYTE = "app.first_byte";

  public static final String PROXY_TIMED_OUT = "proxy.timed_out";
  public static final String PROXY_REFUSED = "proxy.refused";
  public static final String PROXY_DRAINED = "proxy.drained";

  /** The last entry of a timeline that had too many; its detail {@code count} says how many. */
  public static final String TIMELINE_CUT = "timeline_cut";

  private TimelineEvents() {}
}
