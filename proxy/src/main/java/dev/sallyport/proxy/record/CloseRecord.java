package dev.sallyport.proxy.record;

import org.jspecify.annotations.Nullable;

/**
 * Who ended a flow first, and how.
 *
 * @param atMicros when the first end was seen or made
 * @param halfCloseMicros how long one direction went on after the other had ended
 */
public record CloseRecord(Closer first, Means by, long atMicros, @Nullable Long halfCloseMicros) {

  /** Who ended first. */
  public enum Closer {
    DOWNSTREAM,
    UPSTREAM,
    PROXY
  }

  /** By what the first end was made. */
  public enum Means {
    CLOSE_NOTIFY,
    FIN,
    RST,
    TIMEOUT,
    DRAIN,
    ERROR
  }
}
