package dev.sallyport.config;

/** Which PROXY protocol header a backend is sent. */
public enum ProxyProtocolOut {
  /** None. */
  OFF,
  /** The text form. */
  V1,
  /** The binary form. */
  V2
}
