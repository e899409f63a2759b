package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The error of a socket that nobody was told of yet: {@code SO_ERROR}, which asking clears. */
public final class PendingError {

  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final ChannelOption<Integer> OPTION =
      new IntegerUnixChannelOption("SO_ERROR", SOL_SOCKET, SO_ERROR);

  private PendingError() {}

  /** What ended a connection that the kernel has closed: an RST, if somebody was told already. */
  public static IOException end(Channel channel) {
    IOException error = of(channel);
    return error == null ? new IOException("connection reset") : error;
  }

  /**
   * Returns it as Netty would have told of it; null for none, where the transport cannot ask, and
   * when the descriptor is closed, whose number may be another connection's by then.
   */
  public static @Nullable IOException of(Channel channel) {
    if (!channel.isOpen()) {
      return null;
    }
    try {
      Integer errno = channel.config().getOption(OPTION);
      return errno == null || errno == 0
          ? null
          : new Errors.NativeIoException("getsockopt", -errno, false);
    } catch (ChannelException closed) {
      return null;
    }
  }
}
