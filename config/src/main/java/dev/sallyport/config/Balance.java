package dev.sallyport.config;

import java.util.Locale;

/** How the server of a flow is picked. */
public enum Balance {
  /** One after the other. */
  ROUND_ROBIN,
  /** The one with the fewest connections. */
  LEAST_CONNECTIONS;

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
