package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Timer;
import java.time.Duration;

/** How long each {@link Timer} runs. */
public record Timeouts(
    Duration handshake, Duration connect, Duration idle, Duration halfClose, Duration close) {

  /** The limit in nanoseconds. */
  long nanos(Timer timer) {
    return of(timer).toNanos();
  }

  Duration of(Timer timer) {
    return switch (timer) {
      case HANDSHAKE -> handshake;
      case CONNECT -> connect;
      case IDLE -> idle;
      case HALF_CLOSE -> halfClose;
      case CLOSE -> close;
      case NONE -> Duration.ZERO;
    };
  }
}
