package dev.sallyport.config;

import java.util.Locale;

/**
 * {@code transport}: what carries the connections.
 *
 * @param threads event loops, 0 (one per core) to 1024
 */
public record TransportConfig(Kind kind, int threads, Origins origins) {

  public TransportConfig {
    Rules.of(origins).range("threads", threads, 0, 1024).check();
  }

  /** The operating system's interface. */
  public enum Kind {
    /** epoll where there is one, else NIO. */
    AUTO,
    /** Linux epoll. */
    EPOLL,
    /** Linux io_uring. */
    IO_URING,
    /** The JDK's selector. */
    NIO;

    /** As it is written in a configuration. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
