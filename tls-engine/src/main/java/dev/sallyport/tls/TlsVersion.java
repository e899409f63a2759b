package dev.sallyport.tls;

/** A protocol version that this engine speaks; everything older is obsolete (RFC 8996). */
public enum TlsVersion {
  TLS_1_2("1.2", "TLSv1.2"),
  TLS_1_3("1.3", "TLSv1.3");

  private final String number;
  private final String wireName;

  TlsVersion(String number, String wireName) {
    this.number = number;
    this.wireName = wireName;
  }

  /** As it is configured: {@code 1.2}. */
  public String number() {
    return number;
  }

  /** As it is recorded: {@code TLSv1.2}. */
  public String wireName() {
    return wireName;
  }
}
