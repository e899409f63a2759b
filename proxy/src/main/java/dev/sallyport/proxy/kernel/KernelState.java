package dev.sallyport.proxy.kernel;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own states of a TCP socket. They differ from those of RFC 9293 where the kernel goes
 * other ways: {@link #CLOSE} is also what a socket says that leaves TIME_WAIT to a smaller object.
 */
public enum KernelState {
  ESTABLISHED("TCP_ESTABLISHED"),
  SYN_SENT("TCP_SYN_SENT"),
  SYN_RECV("TCP_SYN_RECV"),
  FIN_WAIT_1("TCP_FIN_WAIT1"),
  FIN_WAIT_2("TCP_FIN_WAIT2"),
  TIME_WAIT("TCP_TIME_WAIT"),
  CLOSE("TCP_CLOSE"),
  CLOSE_WAIT("TCP_CLOSE_WAIT"),
  LAST_ACK("TCP_LAST_ACK"),
  LISTEN("TCP_LISTEN"),
  CLOSING("TCP_CLOSING"),
  NEW_SYN_RECV("TCP_NEW_SYN_RECV");

  private static final Map<String, KernelState> BY_NAME =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(state -> state.name, Function.identity()));

  private final String name;

  KernelState(String name) {
    this.name = name;
  }

  /** The state that the trace calls so, or null for none. */
  static @Nullable KernelState named(String name) {
    return BY_NAME.get(name);
  }
}
