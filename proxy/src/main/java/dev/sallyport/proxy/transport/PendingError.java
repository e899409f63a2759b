package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;

/** The error of a socket that nobody was told of yet: {@code SO_ERROR}, which asking clears. */
public final class PendingError {

  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final ChannelOption<Integer> OPTION =
      new IntegerUnixChannelOption("SO_ERROR", SOL_SOCKET, SO_ERROR);

  private PendingError() {}

  /** Returns the errno; 0 for none, and where the transport cannot ask. */
  public static int of(Channel channel) {
    try {
      Integer errno = channel.config().getOption(OPTION);
      return errno == null ? 0 : errno;
    } catch (ChannelException closed) {
      return 0;
    }
  }
}
