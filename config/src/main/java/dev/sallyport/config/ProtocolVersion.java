package dev.sallyport.config;

/** A version of TLS that may be configured. */
public enum ProtocolVersion {
  /** RFC 5246. */
  TLS_1_2("1.2"),
  /** RFC 8446. */
  TLS_1_3("1.3");

  private final String id;

  ProtocolVersion(String id) {
    this.id = id;
  }

  /** As it is written in a configuration: {@code 1.2}. */
  @Override
  public String toString() {
    return id;
  }
}
