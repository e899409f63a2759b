package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Timer;
import java.time.Duration;
import java.util.Locale;

/** How long each {@link Timer} runs. */
public record Timeouts(
    Duration handshake, Duration connect, Duration idle, Duration halfClose, Duration close) {

  /** The limit in nanoseconds. */
  long nanos(Timer timer) {
    return of(timer).toNanos();
  }

  /** What {@link Timer#HANDSHAKE} waits for. */
  enum Awaited {
    PROXY_HEADER("no whole PROXY header came"),
    CLIENT_HELLO("no whole ClientHello came"),
    HANDSHAKE("the handshake was not done");

    private final String lack;

    Awaited(String lack) {
      this.lack = lack;
    }
  }

  /** What did not happen in which time, and the key that sets it: for people. */
  String describe(Timer timer, Awaited awaited) {
    String what =
        switch (timer) {
          case HANDSHAKE -> awaited.lack;
          case CONNECT -> "no connection";
          case IDLE -> "no byte moved";
          case HALF_CLOSE -> "no byte moved since one direction ended";
          case CLOSE -> "the peer did not close";
          case NONE -> "nothing happened";
        };
    String limit = of(timer).toString().substring(2).toLowerCase(Locale.ROOT);
    return what + " within " + limit + " (timeouts." + key(timer) + ")";
  }

  private static String key(Timer timer) {
    return timer.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Duration of(Timer timer) {
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
