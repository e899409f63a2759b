package dev.sallyport.config;

import java.util.Locale;

/** {@code timing}: where time stamps come from. */
public record TimingConfig(Kernel kernel, Origins origins) {

  /** Whether the kernel is heard as a witness of what becomes of connections. */
  public enum Kernel {
    /** Stamps are those of the sockets. */
    OFF,
    /** Heard where it can be. */
    AUTO,
    /** Heard, or the program does not start. */
    ON;

    /** As it is written in a configuration. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
