package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.TcpState;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.NotYetConnectedException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what an exception of a socket means.
 *
 * <p>Netty's native transports tell the errno in the exception's text ({@code recv(..) failed with
 * error(-104): Connection reset by peer}), and so does the JDK, without its number. The words are
 * the system's, in English, which the launcher asks for.
 */
public final class SocketErrors {

  private static final Pattern CALL =
      Pattern.compile("^(io_uring )?\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  /** EADDRINUSE in the system's words. */
  private static final String IN_USE = "address already in use";

  /** EADDRNOTAVAIL. */
  private static final String NOT_OURS = "assign requested address";

  /** Where nobody has moved it: net.ipv4.ip_unprivileged_port_start. */
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private SocketErrors() {}

  /**
   * Whether the peer sent RST. After the peer's FIN, which need not have been read, the kernel says
   * EPIPE of an RST, unless we shut the output ourselves, and of a shutdown that there is no
   * connection any more (ENOTCONN).
   *
   * @param state what the connection was in
   */
  static boolean isReset(Throwable cause, TcpState state) {
    String text = text(cause);
    return text.contains("connection reset")
        || cause instanceof NotYetConnectedException
        || (text.contains("broken pipe") && !isShut(state));
  }

  /** Whether our output was shut before the peer's. */
  private static boolean isShut(TcpState state) {
    return switch (state) {
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, TIME_WAIT -> true;
      default -> false;
    };
  }

  /** Why a connection was lost: for want of its path, or by a fault of ours. */
  static Cause ofLoss(@Nullable Throwable cause) {
    if (cause != null && !(cause instanceof IOException)) {
      return new Cause(ErrorType.INTERNAL, cause.toString());
    }
    return new Cause(
        ErrorType.CONNECTION_LOST,
        cause == null ? "the connection was lost" : "the connection was lost: " + reason(cause));
  }

  /** Why a listener cannot listen at a port, and what helps. */
  public static String ofBind(Throwable failure, int port) {
    Throwable cause = unwrapped(failure);
    String text = text(cause);
    if (text.contains(IN_USE)) {
      return "the address is in use";
    }
    if (text.contains(NOT_OURS)) {
      return "it is not an address of this host";
    }
    if (text.contains("permission denied") && port < FIRST_UNPRIVILEGED_PORT) {
      return "permission denied: a port below net.ipv4.ip_unprivileged_port_start needs root or"
          + " CAP_NET_BIND_SERVICE";
    }
    return reason(cause);
  }

  /**
   * Why a dial failed.
   *
   * @param source the address that was dialled from; null where the kernel picks one
   */
  static Cause ofDial(Throwable failure, String server, @Nullable InetAddress source) {
    Throwable cause = unwrapped(failure);
    String text = text(cause);
    ErrorType type;
    if (text.contains("too many open files")) {
      type = ErrorType.LIMIT;
    } else if (cause instanceof UnknownHostException) {
      type = ErrorType.NAME_NOT_RESOLVED;
    } else if (text.contains("refused")) {
      type = ErrorType.CONNECTION_REFUSED;
    } else if (text.contains("network is unreachable")) {
      type = ErrorType.NETWORK_UNREACHABLE;
    } else if (cause instanceof NoRouteToHostException || text.contains("no route")) {
      type = ErrorType.HOST_UNREACHABLE;
    } else if (text.contains(NOT_OURS) || text.contains(IN_USE)) {
      return new Cause(ErrorType.ADDRESS_NOT_AVAILABLE, server + ": " + notAvailable(text, source));
    } else if (text.contains("connection reset")) {
      type = ErrorType.PEER_RESET;
    } else {
      type = ErrorType.CONNECTION_LOST;
    }
    return new Cause(type, server + ": " + reason(cause));
  }

  /**
   * What there is none of to dial from: the address, or a port of it. Which of bind(2) and
   * connect(2) failed the text of a native transport tells; NIO has bound a port of its own when it
   * connects, so that only a bind says that an address is not available.
   */
  private static String notAvailable(String text, @Nullable InetAddress source) {
    String address = source == null ? "" : source.getHostAddress();
    if (text.contains(IN_USE)) {
      return "no port of source-address "
          + address
          + " is left, since too many connections from it are open or in TIME_WAIT";
    }
    return source != null && !text.contains("connect(")
        ? "source-address " + address + " is not an address of this host"
        : "no local address or port is left for one more connection to it, mostly since too many"
            + " are open or in TIME_WAIT";
  }

  /** A socket that could not even be made is told by an exception around the system's own. */
  private static Throwable unwrapped(Throwable failure) {
    Throwable wrapped = failure instanceof ChannelException ? failure.getCause() : null;
    return wrapped == null ? failure : wrapped;
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }

  /** The system's own words: without the call that failed, and without the address. */
  private static String reason(Throwable failure) {
    Throwable original = failure;
    // Netty appends the address to what a connect says, and keeps the original.
    while (original instanceof SocketException && original.getCause() instanceof IOException own) {
      original = own;
    }
    String message = original.getMessage();
    if (message == null) {
      return original.getClass().getSimpleName();
    }
    String words = CALL.matcher(message).replaceFirst("");
    return words.isEmpty()
        ? message
        : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
  }
}
