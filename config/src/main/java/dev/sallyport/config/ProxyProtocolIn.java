package dev.sallyport.config;

import java.util.Locale;

/** Whether clients of a listener send a PROXY protocol header (version 1 or 2). */
public enum ProxyProtocolIn {
  /** No header is expected. */
  OFF,
  /** A header is read when there is one. */
  OPTIONAL,
  /** A client without a header is refused. */
  REQUIRED;

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
