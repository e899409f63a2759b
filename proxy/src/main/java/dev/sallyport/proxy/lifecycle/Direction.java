package dev.sallyport.proxy.lifecycle;

/** Which way something travelled, seen from the proxy. */
public enum Direction {
  /** From the peer to the proxy. */
  IN,
  /** From the proxy to the peer. */
  OUT
}
