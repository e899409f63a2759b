package dev.sallyport.proxy.record;

/** Which way something went on a connection, seen from the proxy. */
public enum Direction {
  /** From the peer to the proxy. */
  IN,
  /** From the proxy to the peer. */
  OUT
}
