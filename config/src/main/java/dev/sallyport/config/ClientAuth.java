package dev.sallyport.config;

import java.util.Locale;

/** Whether the clients of a listener are asked for certificates. */
public enum ClientAuth {
  /** Nobody is asked. */
  NONE,
  /** A client may show one; what it shows has to be trusted. */
  OPTIONAL,
  /** A client without one is refused. */
  REQUIRED;

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
