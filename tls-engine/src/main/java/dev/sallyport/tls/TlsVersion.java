package dev.sallyport.tls;

/** A protocol version that this engine speaks; everything older is obsolete (RFC 8996). */
public enum TlsVersion {
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private final String wireName;

  TlsVersion(String wireName) {
    this.wireName = wireName;
  }

  /** As it is recorded: {@code TLSv1.2}. */
  public String wireName() {
    return wireName;
  }
}
