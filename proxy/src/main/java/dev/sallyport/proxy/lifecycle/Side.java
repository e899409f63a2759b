package dev.sallyport.proxy.lifecycle;

/** One of the two connections of a flow: client to proxy, or proxy to backend. */
public enum Side {
  DOWNSTREAM,
  UPSTREAM;

  /** Returns the opposite side. */
  public Side other() {
    return this == DOWNSTREAM ? UPSTREAM : DOWNSTREAM;
  }
}
