package dev.sallyport.tls;

/** Which way something went, seen from this endpoint. */
public enum Direction {
  IN,
  OUT
}
