package dev.sallyport.config;

import java.util.Locale;

/** Which PROXY protocol header a backend is sent. */
public enum ProxyProtocolOut {
  /** None. */
  OFF,
  /** The text form. */
  V1,
  /** The binary form. */
  V2;

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
