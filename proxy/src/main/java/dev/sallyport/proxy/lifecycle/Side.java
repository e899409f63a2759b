package dev.sallyport.proxy.lifecycle;

/** One of the two connections of a flow. */
public enum Side {
  /** Client to proxy: the proxy accepted it. */
  DOWNSTREAM,
  /** Proxy to backend: the proxy dialled it. */
  UPSTREAM;

  /** The connection that this one is joined to. */
  public Side other() {
    return this == DOWNSTREAM ? UPSTREAM : DOWNSTREAM;
  }
}
