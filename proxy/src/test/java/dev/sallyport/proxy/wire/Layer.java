package dev.sallyport.proxy.wire;

/** What both connections of a flow speak over TCP. */
enum Layer {
  CLEARTEXT("cleartext", "cleartext", ""),
  TLS_1_2("TLSv1.2", "tls12", "1.2"),
  TLS_1_3("TLSv1.3", "tls13", "1.3");

  private final String title;
  private final String listener;
  private final String version;

  Layer(String title, String listener, String version) {
    this.title = title;
    this.listener = listener;
    this.version = version;
  }

  /** Its name, which is also the JDK's for a version of TLS. */
  String title() {
    return title;
  }

  /** What it is called in the names of its listeners and backends. */
  String listener() {
    return listener;
  }

  /** The version as the configuration spells it. */
  String version() {
    return version;
  }

  boolean isTls() {
    return this != CLEARTEXT;
  }
}
