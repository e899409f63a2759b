package dev.sallyport.config;

/** How the server of a flow is picked. */
public enum Balance {
  /** One after the other. */
  ROUND_ROBIN,
  /** The one with the fewest connections. */
  LEAST_CONNECTIONS
}
