package dev.sallyport.proxy.lifecycle;

/**
 * The monotonic clock; the one place that reads it.
 *
 * <p>Nanoseconds from an arbitrary origin. Never set, never stepped: only differences mean
 * something. Safe for use by any thread.
 */
@FunctionalInterface
public interface Ticker {

  /** The clock of the machine, {@code CLOCK_MONOTONIC} on Linux. */
  Ticker SYSTEM = System::nanoTime;

  /** Now, in nanoseconds. */
  long nanos();
}
